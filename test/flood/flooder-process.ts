import { createSocket } from 'node:dgram'
import { Agent, get } from 'node:http'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p } from '@libp2p/interface'
import { type TCPSocketOptions, tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { type Channels, createChannels } from '../../src/wire/channels.ts'
import {
  FindRequest,
  GetRequest,
  PublishRequest,
  PutRequest,
  ResolveRequest,
  WitnessRequest,
} from '../../src/wire/messages.js'
import { protocolIds } from '../../src/wire/protocols.ts'
import { createPerson, NETWORK } from '../node/people.ts'
import { startFloodingOperator } from './flooding-operator.ts'
import type { VictimReady } from './victim-process.ts'

// Floods operator nodes, one at a time, with everything that others can send: from one address as many peers, as one peer,
// or as an admitted operator. It is paced, so that it does not take the processor away from whom it floods: that would say
// nothing of budgets.

const TICK_MS = 20
/** Of each kind, in one tick: 400 a second. */
const PER_TICK = 8
const MAX_PENDING = 128
const { directory, records } = protocolIds(NETWORK)
const HOP = '/libp2p/circuit/relay/0.2.0/hop'
/** HopMessage {type: CONNECT}, which names nobody: answered, and the stream left open. */
const CALL_NOBODY = Uint8Array.from([2, 8, 1])
/** The beginning of a frame of 196,608 bytes. */
const LARGE_FRAME = Uint8Array.from([0x80, 0x80, 0x0c])
const BINDING_REQUEST = Buffer.from('000100002112a442000000000000000000000000', 'hex')

export interface Flood {
  victims: VictimReady[]
  as: 'peer' | 'address' | 'operator'
  /** the address that it comes from */
  from: string
  kinds: string[]
}

/** One of the peers as whom it comes. */
interface Face {
  host: Libp2p
  directory: Channels
  records: Channels
}

type Act = () => Promise<unknown>

const refused: Record<string, number> = {}
let sent = 0
/** the victim that is flooded now; null for none */
let target: number | null = null

function face(host: Libp2p): Face {
  return { host, directory: createChannels(host, directory), records: createChannels(host, records) }
}

async function stranger(from: string): Promise<Libp2p> {
  return await createLibp2p({
    transports: [tcp({ dialOpts: { localAddress: from } as TCPSocketOptions })],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    services: { identify: identify() },
  })
}

async function facesOf({ as, from }: Flood, victim: VictimReady): Promise<Face[]> {
  if (as === 'operator') return [face(await startFloodingOperator(victim))]
  const hosts = Array.from({ length: as === 'peer' ? 1 : 4 }, () => stranger(from))
  return (await Promise.all(hosts)).map(face)
}

/** New identities, each in a few versions: nobody holds them, and each must be looked at. */
async function freshRecords() {
  const people = await Promise.all(Array.from({ length: 20 }, () => createPerson()))
  return await Promise.all(
    people.flatMap((person) =>
      [1, 2, 3, 4, 5].map(async (age) => ({
        routingKey: person.routingKey() as Uint8Array<ArrayBuffer>,
        envelope: await person.record({ seq: Date.now() - age * 1_000 }),
        view: new Uint8Array(),
      })),
    ),
  )
}

async function actsAgainst(flood: Flood, victim: VictimReady): Promise<Record<string, Act>> {
  const targets: Multiaddr[] = victim.addresses.map((address) => multiaddr(address))
  const faces = await facesOf(flood, victim)
  const fresh = await freshRecords()
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const udp = createSocket('udp4')
  await new Promise<void>((resolve) => udp.bind(0, flood.from, resolve))
  let turn = 0

  const next = () => faces[turn++ % faces.length] ?? fail()
  const some = () => fresh[turn++ % fresh.length] ?? fail()
  const ask = (protocol: 'directory' | 'records', method: string, body: Uint8Array) =>
    next()[protocol].request(targets, method, body, { timeoutMs: 5_000 })
  const openStream = async (protocol: string) => {
    const { host } = next()
    const open = host.getConnections().find(({ status }) => status === 'open')
    const connection: Connection = open ?? (await host.dial(targets))
    return await connection.newStream(protocol)
  }
  return {
    resolve: () => ask('directory', 'resolve', ResolveRequest.encode({ name: `x${turn}@a.test`, policy: 'quorum' })),
    find: () => {
      const routingKeys = Array.from({ length: 16 }, () => new Uint8Array(32).fill(turn))
      return ask('directory', 'find', FindRequest.encode({ routingKeys }))
    },
    publish: () => ask('directory', 'publish', PublishRequest.encode({ records: [some()] })),
    witness: () => ask('directory', 'witness', WitnessRequest.encode({ domain: `r${turn}.victim.test` })),
    put: () => ask('records', 'put', PutRequest.encode({ entries: [some(), some(), some(), some()] })),
    get: () => {
      const entries = fresh.slice(0, 32).map(({ routingKey, view }) => ({ routingKey, view, digestOnly: false }))
      return ask('records', 'get', GetRequest.encode({ entries }))
    },
    circuit: async () => (await openStream(HOP)).send(CALL_NOBODY),
    half: async () => {
      const stream = await openStream(directory)
      stream.send(LARGE_FRAME)
      // Few, so that the flood is of frames and not of bytes: bytes alone would end all the rest at the sockets.
      stream.send(new Uint8Array(16_000))
    },
    connect: async () => {
      const another = await stranger(flood.from)
      await another.dial(targets, { signal: AbortSignal.timeout(2_000) }).finally(() => another.stop())
    },
    http: () =>
      new Promise<void>((resolve, reject) => {
        const at = { host: '127.0.0.1', port: victim.httpPort, path: `/v1/resolve/x${turn++}@a.test` }
        get({ ...at, localAddress: flood.from, agent }, (response) => {
          response.resume()
          const { statusCode } = response
          response.on('end', () => (statusCode === 429 ? reject({ code: 'HTTP_429' }) : resolve()))
        }).on('error', reject)
      }),
    stun: async () => udp.send(BINDING_REQUEST, victim.stunPort, '127.0.0.1'),
  }
}

/** Begins a few of each kind in every tick, as long as not too many wait. */
function run(acts: Record<string, Act>, kinds: string[], isOn: () => boolean): void {
  const pending: Record<string, number> = {}
  const change = (kind: string, by: number) => {
    pending[kind] = (pending[kind] ?? 0) + by
    return pending[kind]
  }
  setInterval(() => {
    for (let count = 0; isOn() && count < PER_TICK; count++) {
      for (const kind of kinds) {
        if (change(kind, 1) > MAX_PENDING) {
          change(kind, -1)
          continue
        }
        sent += 1
        const act = acts[kind] ?? fail
        void act()
          .catch((error: { code?: string; name?: string }) => {
            const code = `${kind} ${error.code ?? error.name}`
            refused[code] = (refused[code] ?? 0) + 1
          })
          .finally(() => change(kind, -1))
      }
    }
  }, TICK_MS)
}

function fail(): never {
  throw new Error('there is no such flood')
}

// Nobody is left who could stop it.
process.on('disconnect', () => process.exit())
process.on('message', async (message: { flood?: Flood; target?: number | null; ask?: string }) => {
  const { flood } = message
  if (flood !== undefined) {
    for (const [index, victim] of flood.victims.entries()) {
      run(await actsAgainst(flood, victim), flood.kinds, () => target === index)
    }
    process.send?.({ begun: true })
  }
  if (message.target !== undefined) target = message.target
  if (message.ask === 'figures') process.send?.({ figures: { sent, refused } })
})
