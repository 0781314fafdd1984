import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import type { Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2pOptions } from 'libp2p'
import { equals } from 'uint8arrays/equals'
import { dhtService } from '../../src/federation/dht.ts'
import type { DomainBindings } from '../../src/federation/domain-bindings.ts'
import { createFederation, type Federation, type FederationTimes } from '../../src/federation/federation.ts'
import { GuardedDatastore } from '../../src/federation/guarded-datastore.ts'
import type { MembershipOptions } from '../../src/federation/own-seat.ts'
import type { PutOrigin } from '../../src/federation/put-origin.ts'
import { openRecordStore, type RecordStore } from '../../src/federation/record-store.ts'
import type { VerifiedRecord } from '../../src/records/verified-record.ts'
import { believingGate } from './origins.ts'
import { NETWORK } from './sealed-records.ts'
import { ownDomain } from './seats.ts'

/** Nothing happens by itself but meeting: a test that wants re-replication or heartbeats says so. */
const QUIET: FederationTimes = { heartbeatMs: 600_000, exchangeMs: 600_000, settleMs: 600_000, republishMs: 600_000 }

export interface TestOperator {
  libp2p: Libp2p<{ dht: KadDHT }>
  federation: Federation
  store: RecordStore
  /** resolves when the node's store holds exactly these bytes */
  hold(routingKey: Uint8Array, bytes: Uint8Array): Promise<void>
  /** the node is gone: connections reset, nothing answers */
  kill(): Promise<void>
}

export interface OperatorsOptions {
  times?: Partial<FederationTimes>
  now?: () => number
  k?: number
  /** whether the domains of the operators stand behind their keys; they do unless given */
  bindings?: MembershipOptions['bindings']
  /** what lookups see of domains; nothing unless given */
  eyes?: DomainBindings
  /** what a node keeps whoever else holds it; all unless given */
  keeps?: (record: VerifiedRecord) => boolean
}

/** Settings that every host of a test needs: all of them share one address and one process. */
export const testHost: Libp2pOptions = {
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionMonitor: { enabled: false },
  connectionManager: { inboundConnectionThreshold: 1e6, maxIncomingPendingConnections: 1_000 },
}

/** Operator nodes in one process, over TCP, each with LevelDB on the disk, that have all met. */
export class TestOperators implements AsyncDisposable {
  readonly all: TestOperator[] = []
  readonly #options: OperatorsOptions
  readonly #directories: string[] = []

  static async start(count: number, options: OperatorsOptions = {}): Promise<TestOperators> {
    const operators = new TestOperators(options)
    for (let index = 0; index < count; index++) await operators.add()
    await operators.haveMet()
    return operators
  }

  constructor(options: OperatorsOptions = {}) {
    this.#options = options
  }

  at(index: number): TestOperator {
    const operator = this.all[index]
    if (operator === undefined) throw new Error(`there is no operator ${index}`)
    return operator
  }

  /** One more operator node, which knows the first one's address only; `isShy`: it meets nobody by itself. */
  async add({
    isShy = false,
    times = {} as Partial<FederationTimes>,
    now = this.#options.now ?? Date.now,
  } = {}): Promise<TestOperator> {
    const { k, bindings, eyes, keeps } = this.#options
    const path = await mkdtemp(join(tmpdir(), 'openpeer-federation-'))
    this.#directories.push(path)
    const store = watched(await openRecordStore({ path, network: NETWORK, now, gate: believingGate(now) }))
    const libp2p = await createLibp2p({
      ...testHost,
      datastore: new GuardedDatastore({ store, network: NETWORK, now }),
      services: {
        identify: identify(),
        ping: ping(),
        dht: dhtService({ network: NETWORK, now, allowPrivateAddresses: true }),
      },
    })
    const federation = await createFederation({
      ...{ libp2p, network: NETWORK, store, now, allowPrivateAddresses: true },
      ...(k === undefined ? {} : { k }),
      ...(eyes === undefined ? {} : { bindings: eyes }),
      ...(keeps === undefined ? {} : { keeps }),
      membership: await ownDomain(`o${this.#directories.length}.test`, libp2p, bindings, now),
      times: { ...QUIET, ...this.#options.times, ...times },
    })
    if (!isShy) federation.start()
    const operator: TestOperator = {
      libp2p,
      federation,
      store,
      hold: (routingKey, bytes) => store.holds(routingKey, bytes),
      kill: async () => {
        this.all.splice(this.all.indexOf(operator), 1)
        await close(operator)
      },
    }
    const first = this.all[0]
    this.all.push(operator)
    if (first !== undefined && !isShy) await libp2p.dial(first.libp2p.getMultiaddrs())
    return operator
  }

  /** Resolves when every node knows every other one, in its table and in kad-dht's. */
  async haveMet(): Promise<void> {
    await Promise.all(this.all.map(({ federation }) => knows(federation, this.all.length)))
    await Promise.all(this.all.map((operator) => fills(kadTable(operator), this.all.length - 1)))
  }

  /** The operators that hold this key, nearest first, as all of them see it. */
  holders(routingKey: Uint8Array): TestOperator[] {
    return this.at(0)
      .federation.operators.view(routingKey)
      .holders.map(({ key }) => {
        const operator = this.all.find(({ libp2p }) => libp2p.peerId.toString() === key)
        if (operator === undefined) throw new Error(`${key} is none of these operators`)
        return operator
      })
  }

  /** One that is not among the holders. */
  stranger(routingKey: Uint8Array, except: TestOperator[] = []): TestOperator {
    const holders = this.holders(routingKey)
    const operator = this.all.find((one) => !holders.includes(one) && !except.includes(one))
    if (operator === undefined) throw new Error('all operators are holders of this key')
    return operator
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.splice(0).map(close))
    await Promise.all(this.#directories.map((path) => rm(path, { recursive: true, force: true })))
  }
}

export interface KadTable extends EventTarget {
  size: number
  find(peerId: PeerId): Promise<PeerId | undefined>
}

/** kad-dht's routing table, which its interface hides. */
export function kadTable({ libp2p }: TestOperator): KadTable {
  return (libp2p.services.dht as unknown as { routingTable: KadTable }).routingTable
}

/** kad-dht pings a node before it gives it a place, so it comes to know everybody a little later than we do. */
export async function fills(table: KadTable, size: number): Promise<void> {
  for (let next = once(table, 'peer:add'); table.size < size; next = once(table, 'peer:add')) await next
}

/** The same store, which also says when it holds something: background work has no other sign of its end. */
function watched(store: RecordStore) {
  const puts = new EventEmitter<{ put: [] }>().setMaxListeners(0)
  return {
    ...store,
    put: async (bytes: Uint8Array, routingKey: Uint8Array, origin: PutOrigin) => {
      const outcome = await store.put(bytes, routingKey, origin)
      puts.emit('put')
      return outcome
    },
    holds: async (routingKey: Uint8Array, bytes: Uint8Array) => {
      const isHeld = async () => equals((await store.get(routingKey))?.bytes ?? new Uint8Array(), bytes)
      for (let next = once(puts, 'put'); !(await isHeld()); next = once(puts, 'put')) await next
    },
  }
}

/** Resolves when the directory has `count` members, itself included. */
export function knows(federation: Federation, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = () => {
    if (federation.operators.list().length === count) resolve()
  }
  federation.events.on('membership', look)
  look()
  return promise.finally(() => federation.events.off('membership', look))
}

async function close({ federation, libp2p, store }: TestOperator): Promise<void> {
  await federation.stop()
  await libp2p.stop()
  await store.close()
}
