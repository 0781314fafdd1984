import { setMaxListeners } from 'node:events'
import type { Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { createChannels } from '../wire/channels.ts'
import { protocolIds } from '../wire/protocols.ts'
import { createFederationEmitter, type FederationEmitter } from './federation-events.ts'
import type { Holding } from './holders.ts'
import { startHousekeeping } from './housekeeping.ts'
import { createLookup, type Lookup } from './lookup.ts'
import { addressFilter } from './node-entries.ts'
import { createOperatorDirectory, type OperatorDirectory } from './operator-directory.ts'
import { HOLDERS } from './placement.ts'
import type { RecordStore } from './record-store.ts'
import { createRecordsCalls } from './records-calls.ts'
import { serveRecords } from './records-protocol.ts'
import { createRepair } from './repair.ts'
import { type PublishOutcome, publish, type WaitOptions } from './replicate.ts'
import { createRepublish } from './republish.ts'

const MINUTE_MS = 60_000

/** Times in ms. The defaults suit the public network; tests shorten them. */
export interface FederationTimes {
  /** members that were silent for so long are asked for a sign of life */
  heartbeatMs: number
  /** tables are compared with a random operator node at least this often */
  exchangeMs: number
  /** after a change of membership, records go to their new holders after about this long */
  settleMs: number
  /** all records are offered to all their holders about this often */
  republishMs: number
}

export const DEFAULT_TIMES: Readonly<FederationTimes> = {
  heartbeatMs: MINUTE_MS / 2,
  exchangeMs: 3 * MINUTE_MS,
  settleMs: 2_000,
  republishMs: 12 * 60 * MINUTE_MS,
}

export interface FederationOptions {
  /** made with `dhtService` as service `dht` and with a `GuardedDatastore` over `store`; started before or after */
  libp2p: Libp2p<{ dht: KadDHT }>
  network: string
  store: RecordStore
  now: () => number
  /** dial loopback and LAN addresses too: development and test networks; give dhtService the same */
  allowPrivateAddresses?: boolean
  /** whether a node may be a member; everybody unless given; give dhtService the same */
  admits?: (peerId: PeerId) => boolean
  /** holders of a record, 8 unless given: the same in the whole network */
  k?: number
  times?: Partial<FederationTimes>
  /** 0 to 1, for jitter and choice */
  random?: () => number
}

/** One operator node's part in holding the network's records (docs/spec/placement.md). */
export interface Federation {
  readonly store: RecordStore
  readonly operators: OperatorDirectory
  readonly events: FederationEmitter
  /** Stores the record and puts it to its holders. See {@link publish} for what it throws. */
  publish(bytes: Uint8Array, routingKey: Uint8Array, options?: WaitOptions): Promise<PublishOutcome>
  /** Finds the best record of a key. See {@link createLookup} for what it throws. */
  lookup: Lookup
  /** Offers every held record to all its holders now, as happens by itself now and then. */
  republish(): Promise<void>
  start(): void
  /** Ends all work; the host and the store stay open. */
  stop(): Promise<void>
}

/** Makes a federation on a host; it answers others at once, and meets them and keeps house from `start` on. */
export async function createFederation(options: FederationOptions): Promise<Federation> {
  const { libp2p, network, store, now, allowPrivateAddresses = false, admits = () => true, k = HOLDERS } = options
  const random = options.random ?? Math.random
  const times = { ...DEFAULT_TIMES, ...options.times }
  const ending = new AbortController()
  const lifetime = ending.signal
  // Each request on its way listens for the end.
  setMaxListeners(0, lifetime)

  const events = createFederationEmitter()
  const usable = addressFilter(allowPrivateAddresses)
  const channels = createChannels(libp2p, protocolIds(network).records)
  const calls = createRecordsCalls(libp2p, channels, usable)
  const { dht } = libp2p.services
  const log = libp2p.logger.forComponent('openpeer:federation')
  const { heartbeatMs, exchangeMs } = times
  const directory = createOperatorDirectory({
    ...{
      libp2p,
      dht,
      network,
      calls,
      k,
      allowPrivateAddresses,
      admits,
      heartbeatMs,
      exchangeMs,
      now,
      random,
      lifetime,
    },
  })
  directory.onChange((change) => events.emit('membership', change))
  const holding: Holding = { network, store, directory, calls, dht, events, usable, k, now, random, log, lifetime }
  const republish = createRepublish(holding)
  const stopServing = await serveRecords({ libp2p, network, store, directory, random })
  let housekeeping = { idle: async () => {} }

  return {
    store,
    operators: directory,
    events,
    publish: (bytes, routingKey, waitOptions) => publish(holding, bytes, routingKey, waitOptions),
    lookup: createLookup(holding, createRepair(holding)),
    republish: () => republish.everything(),
    start() {
      directory.start()
      const { republishMs, settleMs } = times
      housekeeping = startHousekeeping({ store, directory, republish, republishMs, settleMs, random, log, lifetime })
    },
    async stop() {
      ending.abort()
      await Promise.allSettled([stopServing(), channels.stop(), housekeeping.idle()])
    },
  }
}
