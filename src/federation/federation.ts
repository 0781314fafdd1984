import { setMaxListeners } from 'node:events'
import type { Libp2p } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { domainRoutingKey } from '../records/routing-key.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { Admission } from '../wire/budget-admission.ts'
import { createChannels } from '../wire/channels.ts'
import { protocolIds } from '../wire/protocols.ts'
import { createClockWatch } from './clock-watch.ts'
import type { DomainBindings } from './domain-bindings.ts'
import { createFederationEmitter, type FederationEmitter } from './federation-events.ts'
import type { Holding } from './holders.ts'
import { startHousekeeping } from './housekeeping.ts'
import { createKadWalk } from './kad-walk.ts'
import { createLookups, type Lookup } from './lookup.ts'
import { addressFilter } from './node-entries.ts'
import { createOperatorDirectory, type OperatorDirectory } from './operator-directory.ts'
import type { MembershipOptions } from './own-seat.ts'
import { HOLDERS } from './placement.ts'
import { createPull } from './pull.ts'
import type { RecordStore } from './record-store.ts'
import { createRecordsCalls } from './records-calls.ts'
import { serveRecords } from './records-protocol.ts'
import { createRepair } from './repair.ts'
import { type PublishOptions, type PublishOutcome, publish } from './replicate.ts'
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
  /** who this node is, and how it finds out whether others may have a seat */
  membership: MembershipOptions
  /** holders of a record, 8 unless given: the same in the whole network */
  k?: number
  times?: Partial<FederationTimes>
  /** 0 to 1, for jitter and choice */
  random?: () => number
  /** whether other nodes may ask what they ask; everybody unless given */
  admission?: Admission
  /** what tells a lookup which key is a domain's own; without it the word of most holders does */
  bindings?: DomainBindings | null
  /** records that are kept here whoever else holds them: those of the own domain and its people; all unless given */
  keeps?: (record: VerifiedRecord) => boolean
}

/** One operator node's part in holding the network's records (docs/spec/placement.md). */
export interface Federation {
  readonly store: RecordStore
  readonly operators: OperatorDirectory
  readonly events: FederationEmitter
  /** Stores the record and puts it to its holders. See {@link publish} for what it throws. */
  publish(bytes: Uint8Array, routingKey: Uint8Array, options?: PublishOptions): Promise<PublishOutcome>
  /** Finds the best record of a key. See {@link createLookups} for what it throws. */
  lookup: Lookup
  /** Offers every held record to all its holders now, as happens by itself now and then. */
  republish(): Promise<void>
  start(): void
  /** Ends all work; the host and the store stay open. */
  stop(): Promise<void>
}

/** Makes a federation on a host; it answers others at once, and meets them and keeps house from `start` on. */
export async function createFederation(options: FederationOptions): Promise<Federation> {
  const { libp2p, network, store, now, allowPrivateAddresses = false, membership, k = HOLDERS } = options
  const random = options.random ?? Math.random
  const times = { ...DEFAULT_TIMES, ...options.times }
  const ending = new AbortController()
  const lifetime = ending.signal
  // Each request on its way listens for the end.
  setMaxListeners(0, lifetime)

  const events = createFederationEmitter()
  const usable = addressFilter(allowPrivateAddresses)
  const channels = createChannels(libp2p, protocolIds(network).records)
  const { dht } = libp2p.services
  const log = libp2p.logger.forComponent('openpeer:federation')
  const clocks = createClockWatch({ now, events, log })
  const calls = createRecordsCalls(libp2p, channels, usable, clocks.heard)
  const { heartbeatMs, exchangeMs } = times
  const directory = createOperatorDirectory({
    ...{
      libp2p,
      dht,
      network,
      calls,
      k,
      allowPrivateAddresses,
      membership,
      heartbeatMs,
      exchangeMs,
      now,
      random,
      lifetime,
    },
    newest: async (domain, signal) => {
      const found = await lookup(domainRoutingKey(network, domain), { policy: 'network', signal }).catch(() => null)
      return found?.record?.kind === 'domain' ? found.record : null
    },
  })
  directory.onChange((change) => events.emit('membership', change))
  const walk = createKadWalk({ dht, network, usable, lifetime })
  const { bindings = null, keeps = () => true } = options
  const holding: Holding = {
    ...{ network, store, directory, calls, dht, walk, bindings, events, clocks, usable, k, now, random, log, lifetime },
  }
  const { lookup, forgetAbsence } = createLookups(holding, createRepair(holding))
  const republish = createRepublish(holding, keeps)
  const pull = createPull(holding)
  const { admission } = options
  const { ownRecord } = membership
  const stopServing = await serveRecords({ libp2p, network, store, directory, ownRecord, k, now, random, admission })
  let housekeeping = { idle: async () => {} }

  return {
    store,
    operators: directory,
    events,
    publish(bytes, routingKey, waitOptions) {
      forgetAbsence(routingKey)
      return publish(holding, bytes, routingKey, waitOptions)
    },
    lookup,
    republish: () => republish.everything(),
    start() {
      directory.start()
      const { republishMs, settleMs } = times
      housekeeping = startHousekeeping({
        ...{ store, directory, republish, pull, republishMs, settleMs, random, log, lifetime },
      })
    },
    async stop() {
      ending.abort()
      await Promise.allSettled([stopServing(), channels.stop(), housekeeping.idle()])
    },
  }
}
