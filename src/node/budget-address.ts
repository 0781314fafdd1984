import type { Multiaddr } from '@multiformats/multiaddr'
import ipaddr from 'ipaddr.js'

/** Bytes of an IPv6 address that name a site: whoever has one address of a /64 has all of them. */
const IPV6_SITE_BYTES = 8

/**
 * What a budget of an address is kept under: an IPv4 address, also where it is written as IPv6, or the /64 of an IPv6 one
 * as `2001:db8:0:1::/64`. Anything else stands for itself.
 */
export function budgetAddress(host: string): string {
  const bare = host.split('%')[0] ?? host
  if (!ipaddr.isValid(bare)) return bare
  const address = ipaddr.process(bare)
  if (address.kind() === 'ipv4') return address.toString()
  const bytes = address.toByteArray().fill(0, IPV6_SITE_BYTES)
  return `${ipaddr.fromByteArray(bytes)}/64`
}

/** The same for the far end of a connection; a relayed one counts as its relay. Null when it has no IP address. */
export function connectionAddress(address: Multiaddr): string | null {
  const ip = address.getComponents().find(({ name }) => name === 'ip4' || name === 'ip6')
  return ip?.value === undefined ? null : budgetAddress(ip.value)
}
