import type { Multiaddr } from '@multiformats/multiaddr'
import ipaddr from 'ipaddr.js'

/**
 * The network that an address belongs to as far as it costs money: `/24` of IPv4, `/48` of IPv6; an IPv4 address in IPv6
 * clothes is the IPv4 address that it is. Null for a host name, which a page cannot look up, and for this very machine,
 * where only a development network has its nodes. Spec: docs/spec/witnesses.md, "Judging".
 */
export function groupOfAddress(address: Multiaddr): string | null {
  const host = address.getComponents()[0]?.value ?? ''
  if (!ipaddr.isValid(host)) return null
  const ip = ipaddr.process(host)
  if (ip.range() === 'loopback') return null
  const bytes = ip.toByteArray()
  const prefix = bytes.slice(0, ip.kind() === 'ipv4' ? 3 : 6)
  return `${ip.kind()} ${prefix.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** The groups of several addresses of one node, each once. */
export function groupsOfAddresses(addresses: readonly Multiaddr[]): string[] {
  return [...new Set(addresses.map(groupOfAddress).filter((group) => group !== null))]
}
