import type { Connection, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Seat } from '../federation/seat.ts'
import { BucketSet } from '../wire/bucket-set.ts'
import type { TokenBucket } from '../wire/token-bucket.ts'
import { budgetAddress, connectionAddress } from './budget-address.ts'
import type { OperatorConfig } from './config.ts'

/** What can be used at once is what refills in so many seconds. */
export const BURST_SECONDS = 2
/** Bytes that one unit a second stands for: 1,000 units a second are 4 MiB/s. */
export const BYTES_PER_UNIT = 4096
/** Peers, addresses, … that are told apart; about 200 bytes each. */
export const MAX_KEYS = 20_000

/** Whose budgets one request is charged to: each of them must have enough. */
export interface Payers {
  /** with whom requests that run at the same time are counted together */
  group: string
  /** work, in units of about 0.1 ms */
  units: TokenBucket[]
  bytes: TokenBucket[]
}

export interface PayerOptions {
  budgets: OperatorConfig['budgets']
  /** the seat of an admitted operator node; null for everybody else */
  seatOf: (peerId: PeerId) => Pick<Seat, 'registrableDomain'> | null
  /** the identity that is at home here and has this device; null for everybody else */
  accountOf: (peerId: PeerId) => string | null
}

type Asker = Pick<Connection, 'remotePeer' | 'remoteAddr'>
type Kind = 'peer' | 'address' | 'account' | 'domain'

/**
 * Says who pays (docs/spec/budgets.md, "Who pays"): an admitted operator node its registrable domain alone; anybody else
 * the peer, its address and, where it is a device of somebody at home here, its identity.
 */
export function createPayers({ budgets, seatOf, accountOf }: PayerOptions) {
  const setsOf = (unitsPerSecond: number) => ({
    units: bucketSet(unitsPerSecond),
    bytes: bucketSet(unitsPerSecond * BYTES_PER_UNIT),
  })
  const sets = {
    peer: setsOf(budgets.perPeer),
    address: setsOf(budgets.perAddress),
    account: setsOf(budgets.perAccount),
    domain: setsOf(budgets.perDomain),
  }
  const proxies = new Set(budgets.proxies.map(budgetAddress))
  const addresses = new WeakMap<Multiaddr, string | null>()

  function keysOf({ remotePeer, remoteAddr }: Asker): [Kind, string][] {
    const seat = seatOf(remotePeer)
    if (seat !== null) return [['domain', seat.registrableDomain]]
    const keys: [Kind, string][] = [['peer', remotePeer.toString()]]
    const address = addressOf(remoteAddr)
    if (address !== null) keys.unshift(['address', address])
    const account = accountOf(remotePeer)
    if (account !== null) keys.push(['account', account])
    return keys
  }

  /** Null where an address says nothing about who asks: it has none, or is that of a proxy in front. */
  function addressOf(remoteAddr: Multiaddr): string | null {
    const known = addresses.get(remoteAddr)
    if (known !== undefined) return known
    const found = connectionAddress(remoteAddr)
    const address = found === null || proxies.has(found) ? null : found
    addresses.set(remoteAddr, address)
    return address
  }

  return {
    addressOf,
    /** Where somebody is, whatever else it is: the address, or the peer where that says nothing. Never changes. */
    placeOf: ({ remotePeer, remoteAddr }: Asker): string => addressOf(remoteAddr) ?? remotePeer.toString(),
    of(connection: Asker, now: number): Payers {
      const keys = keysOf(connection)
      return {
        group: keys[0]?.join(' ') ?? '',
        units: keys.map(([kind, key]) => sets[kind].units.of(key, now)),
        bytes: keys.map(([kind, key]) => sets[kind].bytes.of(key, now)),
      }
    },
    /** The units of an address whose peer is not known yet. */
    unitsOfAddress: (address: string, now: number): TokenBucket => sets.address.units.of(address, now),
  }
}

function bucketSet(perSecond: number): BucketSet {
  return new BucketSet({ rate: { capacity: perSecond * BURST_SECONDS, perSecond }, maxKeys: MAX_KEYS })
}
