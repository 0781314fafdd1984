import { isPrivate } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'

/** Dialled by no network at all: a socket file, or another part of this process. */
const INSIDE = ['unix', 'memory', 'ip6zone']
const HOST_NAMES = ['dns', 'dns4', 'dns6', 'dnsaddr']
// A host "name" that is an address would be dialled as one, past every look at what the name leads to.
const LITERAL = /:|(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/i
const LOCAL_NAME = /^[^.]*$|(?:^|\.)localhost$/i

/**
 * Whether an address says by itself that it leads into this machine or its own network: a private or special IP
 * address, a socket file, a local name, a host name that is a literal address. Where other names lead is decided on
 * the addresses that they resolve to: guarded-lookup.node.ts. Spec: docs/spec/domain-binding.md, "Dialled addresses".
 */
export function isLocalAddress(address: Multiaddr): boolean {
  const [first] = address.getComponents()
  if (first === undefined || INSIDE.includes(first.name)) return true
  if (!HOST_NAMES.includes(first.name)) return isPrivate(address)
  const host = (first.value ?? '').replace(/\.$/, '')
  return LITERAL.test(host) || LOCAL_NAME.test(host)
}
