import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { registrableDomain } from '../records/registrable-domain.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { confirmBinding, type EvidenceOptions } from './admission-evidence.ts'
import { rankOf } from './introduce.ts'
import { createLru } from './lru.ts'

/** Routers at most, and of one registrable domain. */
const MAX_ROUTERS = 200
/** How long one is a router before everything is asked again. */
const COUNTS_MS = 24 * 3_600_000
/** Nodes that are looked at a minute, and how soon the same one again. */
const MAX_A_MINUTE = 10
const RETRY_MS = 600_000
const MAX_TRIED = 2_000
/** Domains that one node may be looked for under: its host names and those above them. */
const MAX_DOMAINS = 4
const TIMEOUT_MS = 30_000

export interface RoutersOptions extends Omit<EvidenceOptions, 'signal'> {
  /** the newest record of a domain that others hold; null for none. Never throws */
  newest(domain: string, signal: AbortSignal): Promise<VerifiedDomain | null>
  onAdmitted(peerId: PeerId): void
  onGone(peerId: PeerId): void
  lifetime: AbortSignal
}

/**
 * Nodes that speak kad-dht and nothing of ours (docs/spec/admission.md, "Stock nodes"). They cannot introduce themselves, so
 * the host names of their addresses say for which domain they may stand. They route; they hold nothing.
 */
export interface Routers {
  /** A node that is connected to us says that it can be reached at these addresses. */
  meet(peerId: PeerId, addresses: readonly Multiaddr[]): void
  has(peerId: PeerId): boolean
  /** Drops those whose time is over. */
  tick(): void
}

export function createRouters(options: RoutersOptions): Routers {
  const { newest, now, lifetime } = options
  const routers = new Map<string, { peerId: PeerId; owner: string; until: number }>()
  const tried = createLru<number>(MAX_TRIED)
  let begun: number[] = []

  async function look(peerId: PeerId, domains: readonly string[]): Promise<void> {
    const signal = AbortSignal.any([lifetime, timeoutSignal(TIMEOUT_MS)])
    for (const domain of domains) {
      const record = await newest(domain, signal)
      if (record === null || rankOf(record, peerId.toMultihash().bytes) === -1) continue
      await confirmBinding(record, { ...options, signal })
      const owner = registrableDomain(domain)
      const isTaken = [...routers.values()].some((one) => one.owner === owner)
      if (isTaken || routers.size >= MAX_ROUTERS || lifetime.aborted) return
      routers.set(peerId.toString(), { peerId, owner, until: now() + COUNTS_MS })
      options.onAdmitted(peerId)
      return
    }
  }

  return {
    meet(peerId, addresses) {
      const key = peerId.toString()
      const domains = domainsOf(addresses)
      begun = begun.filter((at) => at > now() - 60_000)
      const isTooSoon = (tried.get(key) ?? Number.NEGATIVE_INFINITY) > now() - RETRY_MS
      if (domains.length === 0 || routers.has(key) || isTooSoon || begun.length >= MAX_A_MINUTE) return
      tried.set(key, now())
      begun.push(now())
      // Whoever cannot be confirmed stays what it is: somebody who may ask.
      void look(peerId, domains).catch(() => {})
    },
    has: (peerId) => routers.has(peerId.toString()),
    tick() {
      for (const [key, { peerId, until }] of routers) {
        if (until > now()) continue
        routers.delete(key)
        options.onGone(peerId)
      }
    },
  }
}

/** The host names of these addresses, each with the domains above it, down to the one that somebody owns. */
function domainsOf(addresses: readonly Multiaddr[]): string[] {
  const domains = new Set<string>()
  for (const address of addresses) {
    const [host] = address.getComponents()
    if (host?.value === undefined || !/^dns[46]?$/.test(host.name)) continue
    const owner = registrableDomain(host.value)
    for (let domain = host.value; domain.length >= owner.length; domain = domain.slice(domain.indexOf('.') + 1)) {
      domains.add(domain)
      if (domain === owner || !domain.includes('.')) break
    }
  }
  return [...domains].slice(0, MAX_DOMAINS)
}
