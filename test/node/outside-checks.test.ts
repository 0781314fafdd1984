// Names are free: whoever invents thousands below somebody's domain must not make operators knock there thousands of times.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { rawPublicKey } from '../../src/records/keys.ts'
import { RECORD_LIMITS } from '../../src/records/kinds.ts'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { call, type Method } from '../../src/wire/call.ts'
import { directory, records } from '../../src/wire/methods.ts'
import { openChannelOn } from '../../src/wire/open-stream.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { startHost } from '../wire/hosts.ts'
import { startNodes } from './nodes.ts'
import { NODE_WEBSITES } from './websites.ts'

const NAMES = 50
const HOSTS = 10

/** Where the victim is asked, by what is asked. */
const knocks = { websites: [] as string[], txt: [] as string[] }

function victimOf(outside: Outside): Outside {
  const isVictim = (name: string) => name.endsWith('.victim.test') || name === 'victim.test'
  return {
    ...outside,
    canResolveDns: true,
    async fetchText(url, options) {
      const { hostname } = new URL(url)
      if (!isVictim(hostname)) return outside.fetchText(url, options)
      knocks.websites.push(hostname)
      throw new OpenPeerError('FETCH_FAILED', 'Nobody is there.')
    },
    async resolveTxt(name, options) {
      const domain = name.replace('_openpeer.', '')
      if (!isVictim(domain)) return outside.resolveTxt(name, options)
      knocks.txt.push(domain)
      return null
    },
  }
}

type Host = Awaited<ReturnType<typeof startHost>>

async function recordOf(domain: string, { peerId }: Host): Promise<Uint8Array<ArrayBuffer>> {
  const key = await generateKeyPair('Ed25519')
  const seq = Date.now()
  const nodes = [{ peerId: Uint8Array.from(peerId.toMultihash().bytes), multiaddrs: [] }]
  const fields = { key: rawPublicKey(key.publicKey), previousKeys: [], nodes, services: [], policy: [] }
  const payload = { domain, seq, expiresAt: seq + RECORD_LIMITS.domain.maxLifetimeMs, ...fields }
  return sealRecord('domain', payload, key, 'test')
}

/** Everything that a stranger can say to a node about a domain. */
async function sayEverything(host: Host, node: OperatorNode, domain: string): Promise<void> {
  const connection = await host.dial(node.libp2p.getMultiaddrs())
  const envelope = await recordOf(domain, host)
  const routingKey = Uint8Array.from(domainRoutingKey('test', domain))
  const ask = async <Q, A>(protocol: 'records' | 'directory', method: Method<Q, A>, message: Partial<Q>) => {
    const channel = await openChannelOn(connection, protocolIds('test')[protocol])
    await call(channel, method, message).catch(() => {})
    await channel.close()
  }
  await ask('records', records.introduce, { domainRecord: envelope })
  await ask('records', records.put, { entries: [{ routingKey, envelope, view: new Uint8Array(8) }] })
  await ask('directory', directory.publish, { records: [{ routingKey, envelope }] })
  await ask('directory', directory.witness, { domain })
  await ask('directory', directory.resolve, { name: `bob@${domain}` })
  await node.resolve(parseAddress(`eve@${domain}`)).catch(() => {})
}

it('fifty names below one domain cause at most three looks an hour at each node, however they are brought', async () => {
  const nodes = await startNodes(['a.test', 'b.test', 'c.test'], { outside: victimOf(NODE_WEBSITES) })
  const hosts = await Promise.all(Array.from({ length: HOSTS }, () => startHost({ listen: false })))
  try {
    for (let name = 1; name <= NAMES; name++) {
      const host = hosts[name % HOSTS]
      assert.ok(host !== undefined)
      await Promise.all(nodes.all.map((node) => sayEverything(host, node, `r${name}.victim.test`)))
    }
    const most = 3 * nodes.all.length
    assert.ok(knocks.websites.length > 0, 'something was looked at')
    assert.ok(knocks.websites.length <= most, `${knocks.websites.length} fetches: ${knocks.websites.join(' ')}`)
    assert.ok(knocks.txt.length <= most, `${knocks.txt.length} DNS questions: ${knocks.txt.join(' ')}`)
  } finally {
    await Promise.all(hosts.map((host) => host.stop()))
    await nodes[Symbol.asyncDispose]()
  }
})
