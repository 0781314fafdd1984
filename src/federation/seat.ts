/**
 * A node's place in the DHT as far as it was earned (docs/spec/admission.md): the domain whose record lists the node,
 * what that domain's owner paid for, and where on the network the node really is.
 */
export interface Seat {
  /** A-label */
  readonly domain: string
  /** what the seat is charged to: sub-domains are free, registrable domains are not */
  readonly registrableDomain: string
  /** `/24` of IPv4 and `/48` of IPv6 in which the node can be reached, such as `192.0.2` and `2001:db8:1` */
  readonly addressGroups: readonly string[]
}
