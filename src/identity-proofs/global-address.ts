import ipaddr from 'ipaddr.js'

// IPv6 hands out global unicast addresses from this block only. Asking for it refuses what no list of special ranges
// names, such as the old IPv4-compatible form ::127.0.0.1.
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * True when a packet to this address leaves for the public internet: not loopback, private, link-local, shared,
 * documentation, multicast or reserved, and no IPv6 address that carries an IPv4 address inside (mapped, NAT64, 6to4,
 * Teredo), because that one would have to be judged as well. False for anything that is not an address.
 */
export function isGlobalUnicast(address: string): boolean {
  const parsed = parse(address)
  if (parsed?.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_V6)
}

/** True for 127.0.0.0/8 and ::1, given as literal addresses. */
export function isLoopback(address: string): boolean {
  return parse(address)?.range() === 'loopback'
}

// Not ipaddr.parse alone: that also takes 127.1, 0x7f.1 and 017700000001.
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address)
  return ipaddr.IPv6.isValid(address) ? ipaddr.IPv6.parse(address) : null
}
