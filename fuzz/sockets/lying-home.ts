import type { Libp2p } from '@libp2p/interface'
import { ERROR_CODES } from '../../src/errors.ts'
import { peerIdBytesFromRaw, rawPublicKey } from '../../src/records/keys.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import type { Handlers } from '../../src/wire/serve-channel.ts'
import { DAY_MS, KEYS, keyOf, NAME, NETWORK, NOW, rawOf, sealWith } from '../../test/records/fixtures.ts'
import { startHost } from '../../test/wire/hosts.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { Broken, type Outcome, type Target } from '../target.ts'
import { hostileMessage, METHODS } from '../targets/messages.ts'
import { hostileRecord } from '../targets/records.ts'
import { SAMPLES } from '../targets/sample-messages.ts'

/** The domain that the lying node is a node of; the peer under test has it as its home. */
export const LYING_DOMAIN = 'c.example'
/** What a peer asks its home when it looks somebody up. */
const ASKED = ['resolve', 'find', 'describe', 'holders', 'witness'] as const

/** The only operator node that the peer under test knows: it answers whatever it is told to. */
export interface LyingHome {
  readonly multiaddrs: string[]
  /** What the next questions are answered with; the methods that are not here get what is true. */
  answers: Map<string, Uint8Array>
  stop(): Promise<void>
}

export async function startLyingHome(): Promise<LyingHome> {
  const privateKey = await keyOf(88)
  const host: Libp2p = await startHost({ privateKey })
  const [address] = host.getMultiaddrs()
  const domainRecord = await sealRecord(
    'domain',
    {
      domain: LYING_DOMAIN,
      ...{ seq: NOW, expiresAt: NOW + DAY_MS, key: rawOf(KEYS.other), previousKeys: [], services: [], policy: [] },
      nodes: [
        {
          peerId: peerIdBytesFromRaw(rawPublicKey(privateKey.publicKey)),
          multiaddrs: [address?.bytes ?? new Uint8Array()],
        },
      ],
    },
    KEYS.other,
    NETWORK,
  )
  const honest: Record<string, Uint8Array> = {
    describe: directory.describe.response.encode({ domainRecord, time: NOW }),
  }
  const home: LyingHome = {
    multiaddrs: host.getMultiaddrs().map(String),
    answers: new Map(),
    stop: async () => host.stop(),
  }
  const handlers: Handlers = Object.fromEntries(
    Object.keys(directory).map((name) => [
      name,
      async () => home.answers.get(name) ?? honest[name] ?? new Uint8Array(),
    ]),
  )
  await handleProtocol(host, protocolIds(NETWORK).directory, handlers)
  return home
}

/**
 * A lookup whose answers lie. An input is one answer a method of ASKED, empty for a true one. What the peer makes of it is a
 * code or a status, and never 'verified': no website shows any of these keys.
 */
export function lyingHomeTarget(home: LyingHome, ask: (question: string) => Promise<string>): Target {
  return {
    name: 'peer-lied-to',
    weight: 0.1,
    batch: 1,
    generate: async (random) => pack(...(await Promise.all(ASKED.map((method) => lie(method, random))))),
    async run(inputs): Promise<Outcome[]> {
      const answers = unpack(inputs[0] ?? new Uint8Array())
      home.answers = new Map(
        ASKED.flatMap((method, at) => ((answers[at]?.length ?? 0) > 0 ? [[method, answers[at] as Uint8Array]] : [])),
      )
      const word = await ask(NAME.text)
      home.answers = new Map()
      if (word === 'INTERNAL' || word === 'verified') return [new Broken(`looking up ${NAME.text} gave ${word}`)]
      return [(ERROR_CODES as readonly string[]).includes(word) ? word : `status ${word}`]
    },
  }
}

async function lie(method: (typeof ASKED)[number], random: Random): Promise<Uint8Array> {
  // Mostly it says truly who it is, or nothing further would be asked.
  if (method === 'describe' && !random.oneIn(8)) return new Uint8Array()
  if (method === 'resolve' && random.below(3) > 0) {
    const record = async (kind: 'domain' | 'name' | 'identity' | 'location') =>
      Uint8Array.from(random.oneIn(3) ? await hostileRecord(kind, random) : await sealWith(kind))
    return directory.resolve.response.encode({
      domainRecord: await record('domain'),
      nameRecord: await record('name'),
      identityRecord: await record('identity'),
      locations: [await record('location')],
      homeRecords: [await record('domain')],
      source: random.pick(['own', 'domain', 'holders', '']),
      answers: random.below(9),
      needed: random.below(9),
    })
  }
  const name = `directory-${method}`
  const found = METHODS.find(([known]) => known === name)
  return found === undefined
    ? new Uint8Array()
    : hostileMessage(found[1].response, SAMPLES[name]?.responses ?? [{}], random)
}
