import type { ResolveHost } from '../federation/address-groups.ts'
import { createLru } from '../federation/lru.ts'
import type { DevNetwork } from '../identity-proofs/dev-network.ts'
import { createDns } from '../identity-proofs/dns.node.ts'

/** How long a name's addresses are remembered, ms, and of how many names. */
const REMEMBERED_MS = 3_600_000
const MAX_REMEMBERED = 10_000
/** How long DNS may take, ms: without an answer a node counts as where it was met alone. */
const TIMEOUT_MS = 3_000

/** Looks up where the host names in domain records lead, to tell address groups (docs/spec/admission.md). Never throws. */
export function createHostResolver(options: { dev: DevNetwork | null; now: () => number }): ResolveHost {
  const { dev, now } = options
  const dns = createDns(dev?.dnsServers)
  const remembered = createLru<{ addresses: readonly string[]; at: number }>(MAX_REMEMBERED)
  return async (name) => {
    const before = remembered.get(name)
    if (before !== undefined && now() - before.at < REMEMBERED_MS) return before.addresses
    const addresses = await dns.resolveAddresses(name, { timeoutMs: TIMEOUT_MS }).catch(() => [])
    if (addresses.length > 0) remembered.set(name, { addresses, at: now() })
    return addresses
  }
}
