import type { Connection } from '@libp2p/interface'
import ipaddr from 'ipaddr.js'
import { BucketSet } from '../wire/bucket-set.ts'
import { isRelayed } from './addresses.ts'

/** Strangers connected at the same time; more are disconnected at once, so that known people always find room. */
export const MAX_STRANGERS = 64
/** Of these, from one relay or one address: one that is flooded must not keep out who comes another way. */
export const MAX_STRANGERS_OF_GROUP = 24
/** Strangers of one relay or address who may come in a minute; at once half of it. */
export const STRANGERS_PER_MINUTE = 120
const MAX_GROUPS = 1_000

/** The places for strangers (docs/spec/hello.md, "Before hello"). `now` in ms, of a clock that never runs backwards. */
export class StrangerPlaces {
  #taken = new Map<string, number>()
  #total = 0
  #arrivals = new BucketSet({
    rate: { capacity: STRANGERS_PER_MINUTE / 2, perSecond: STRANGERS_PER_MINUTE / 60 },
    maxKeys: MAX_GROUPS,
  })
  #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** A place, given back by the result; null when there is none for this connection. */
  take(connection: Pick<Connection, 'remoteAddr'>): (() => void) | null {
    const group = groupOf(connection)
    const ofGroup = this.#taken.get(group) ?? 0
    if (this.#total >= MAX_STRANGERS || ofGroup >= MAX_STRANGERS_OF_GROUP) return null
    if (this.#arrivals.of(group, this.#now()).take(this.#now(), 1) > 0) return null
    this.#change(group, 1)
    let isTaken = true
    return () => {
      if (isTaken) this.#change(group, -1)
      isTaken = false
    }
  }

  #change(group: string, by: number): void {
    const next = (this.#taken.get(group) ?? 0) + by
    if (next === 0) this.#taken.delete(group)
    else this.#taken.set(group, next)
    this.#total += by
  }
}

/** What strangers are counted by: the relay that brings them, else the IPv4 address or the /64 of the IPv6 one. */
function groupOf({ remoteAddr }: Pick<Connection, 'remoteAddr'>): string {
  const parts = remoteAddr.getComponents()
  if (isRelayed(remoteAddr)) return `relay ${parts.find(({ name }) => name === 'p2p')?.value}`
  const host = parts.find(({ name }) => name === 'ip4' || name === 'ip6')?.value
  if (host === undefined || !ipaddr.isValid(host)) return 'elsewhere'
  const address = ipaddr.process(host)
  const bytes = address.toByteArray()
  return bytes.slice(0, address.kind() === 'ipv4' ? 4 : 8).join('.')
}
