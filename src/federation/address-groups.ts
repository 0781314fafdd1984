import { isIP, isIPv4, isIPv6 } from 'node:net'
import type { Multiaddr } from '@multiformats/multiaddr'

/** IPv4 and IPv6 addresses of a host name; empty when it has none or nobody answers. Never throws. */
export type ResolveHost = (name: string) => Promise<readonly string[]>

/**
 * The network that an IP address belongs to as far as it costs money: `/24` of IPv4, `/48` of IPv6, an IPv4 address in
 * IPv6 clothes as the IPv4 address it is. Null for what is no IP address. Spec: docs/spec/admission.md, "Address groups".
 */
export function addressGroup(ip: string): string | null {
  if (isIPv4(ip)) return ip.split('.').slice(0, 3).join('.')
  if (!isIPv6(ip)) return null
  const words = expand(ip)
  const last = words.slice(6).flatMap((word) => [word >> 8, word & 255])
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff
  if (isMapped) return last.slice(0, 3).join('.')
  return words
    .slice(0, 3)
    .map((word) => word.toString(16))
    .join(':')
}

/**
 * Where a node is: the group in which it was met, and that of the first address which its domain record lists. Mostly they
 * are one. Both, because borrowed addresses are cheap to connect from, and everybody can list addresses of others: like
 * this either only costs a node places, and nodes that met it by IPv4 and by IPv6 still agree on one group.
 */
export async function groupsOfNode(
  met: Multiaddr | null,
  listed: readonly Multiaddr[],
  resolveHost: ResolveHost,
): Promise<string[]> {
  const [first] = listed
  const groups = await Promise.all([met, first].map((address) => (address ? groupOf(address, resolveHost) : null)))
  return [...new Set(groups.filter((group) => group !== null))].sort()
}

/** A name with several addresses counts as the first of them in one fixed order, IPv4 before IPv6. */
async function groupOf(address: Multiaddr, resolveHost: ResolveHost): Promise<string | null> {
  const host = address.getComponents()[0]?.value
  if (host === undefined) return null
  const ips = isIP(host) === 0 ? await resolveHost(host) : [host]
  const groups = ips.map(addressGroup).filter((group) => group !== null)
  return groups.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')) || (a < b ? -1 : 1))[0] ?? null
}

function expand(ip: string): number[] {
  const [text = ''] = ip.split('%')
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const plain = dotted === null ? text : `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after].map((word) => Number.parseInt(word, 16))
}

function hex(high = '0', low = '0'): string {
  return (Number(high) * 256 + Number(low)).toString(16)
}
