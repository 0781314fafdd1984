/**
 * A node's place in the DHT as far as it was earned (docs/spec/admission.md): the domain whose record lists the node,
 * what that domain's owner paid for, and where on the network the node really is.
 */
export interface Seat {
  /** A-label */
  readonly domain: string
  /** what the seat is charged to: sub-domains are free, registrable domains are not */
  readonly registrableDomain: string
  /** where the node stands in its domain record's list, from 0 */
  readonly rank: number
  /** `/24` of IPv4 and `/48` of IPv6 in which the node was met, such as `192.0.2` and `2001:db8:1`; none: not counted */
  readonly addressGroups: readonly string[]
}

/**
 * Which of two nodes of one registrable domain has its one seat, the same for everybody who knows both: that of the
 * registrable domain itself before those of its sub-domains, these by their text; within a domain by its record's order.
 * Negative when it is `a`. Spec: docs/spec/admission.md, "One seat".
 */
export function bySeniority(a: { seat: Seat; key: string }, b: { seat: Seat; key: string }): number {
  return (
    Number(isSubdomain(a.seat)) - Number(isSubdomain(b.seat)) ||
    compareText(a.seat.domain, b.seat.domain) ||
    a.seat.rank - b.seat.rank ||
    compareText(a.key, b.key)
  )
}

export function sameSeat(a: Seat, b: Seat): boolean {
  return (
    a.domain === b.domain &&
    a.rank === b.rank &&
    a.addressGroups.length === b.addressGroups.length &&
    a.addressGroups.every((group, index) => group === b.addressGroups[index])
  )
}

function isSubdomain({ domain, registrableDomain }: Seat): boolean {
  return domain !== registrableDomain
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
