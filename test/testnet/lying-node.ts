import { generateKeyPair } from '@libp2p/crypto/keys'
import { startHttp } from '../../src/http/start-http.ts'
import { readOperatorConfig } from '../../src/node/config.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'
import { rawPublicKey } from '../../src/records/keys.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { openRecord } from '../../src/records/validate.ts'
import { answering } from '../../src/wire/call.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import type { GetEntry, GetResult } from '../../src/wire/messages.js'
import { records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { until } from '../node/until.ts'

// An operator node as a process of its own that is admitted like any other and then lies as a holder. Arguments: its
// configuration, how many operators it meets first, the domain that it lies about, and `forge` or `silent`.
const [configFile = '', others = '0', victim = '', kind = ''] = process.argv.slice(2)
type Bytes = Uint8Array<ArrayBuffer>

const config = await readOperatorConfig(configFile)
const website = Promise.withResolvers<void>()
const node = await startOperatorNode(config, { joinAfter: website.promise })
const http = await startHttp(node, config)
website.resolve()
await until('it has met the others', () => node.counts().operators === Number(others))

const { network, libp2p, federation } = node
const stolen = domainRoutingKey(network, victim)
const held = await federation.lookup(stolen, { policy: 'quorum' })
const truth = held.record?.kind === 'domain' ? held.record.payload : null
if (truth === null) throw new Error(`nobody has the record of ${victim}`)
const key = await generateKeyPair('Ed25519')
const seq = Date.now() + 60_000
const forged = await sealRecord(
  'domain',
  { ...truth, key: rawPublicKey(key.publicKey), seq, expiresAt: seq + 3_600_000 },
  key,
  network,
)
const { payloadHash } = await openRecord(forged, stolen, { network })

async function get({ routingKey }: GetEntry): Promise<GetResult> {
  if (kind === 'silent') return await new Promise(() => {})
  const nothing = { envelope: new Uint8Array(), seq: 0, payloadHash: new Uint8Array(), closer: [] }
  if (!routingKey.every((byte, index) => byte === stolen[index])) return nothing
  return { ...nothing, envelope: forged as Bytes, seq, payloadHash: payloadHash as Bytes }
}

await federation.stop()
await handleProtocol(libp2p, protocolIds(network).records, {
  get: answering(records.get, async ({ entries }) => ({ results: await Promise.all(entries.map(get)) })),
})
process.stdout.write(`${JSON.stringify({ event: 'ready' })}\n`)
process.once('SIGTERM', async () => {
  await http.stop()
  await node.stop()
  process.exit(0)
})
