import { OpenPeerError } from '../errors.ts'
import type { Federation } from '../federation/federation.ts'
import type { ProofCheck } from '../identity-proofs/check-claim.ts'
import type { ClaimChecks } from '../identity-proofs/check-claims.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { identityRoutingKey } from '../records/routing-key.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { BucketSet } from '../wire/bucket-set.ts'

/** An operator node's looks at the claims of identities, for peers that cannot look themselves. */
export interface ProofChecks {
  /**
   * What became of those of these claims that the identity's newest record makes; others are left out, since a node that
   * fetched whatever it is told to would be a weapon. Throws TOO_MANY_REQUESTS, ABORTED, STOPPED.
   */
  check(id: Uint8Array, claims: readonly string[], signal: AbortSignal): Promise<ProofCheck[]>
}

export interface ProofChecksOptions {
  network: string
  federation: Pick<Federation, 'lookup'>
  outside: Outside
  now: () => number
}

/** Questions that are worked on together; each may be sixteen claims. */
export const MAX_QUESTIONS = 8
const BUSY_RETRY_AFTER_MS = 1_000
/** Requests in an hour to all hosts below one registrable domain, for whoever asks. */
export const MAX_LOOKS_PER_HOUR = 60
const HOUR_SECONDS = 3_600
const MAX_PLACES = 4_096

/** Spec: docs/spec/directory.md, "Check proofs". */
export function createProofChecks({ network, federation, outside, now }: ProofChecksOptions): ProofChecks {
  let checks: Promise<ClaimChecks> | null = null
  let running = 0

  const load = async () => {
    const { createClaimChecks } = await import('../identity-proofs/check-claims.ts')
    return createClaimChecks({ outside: sparingOutside(outside, now), now })
  }

  async function claimsOf(id: Uint8Array, policy: 'cache-first' | 'network', signal: AbortSignal): Promise<string[]> {
    const { record } = await federation.lookup(identityRoutingKey(network, id), { policy, signal })
    return (record as VerifiedIdentity | null)?.payload.profile?.claims ?? []
  }

  async function checkMade(id: Uint8Array, claims: readonly string[], signal: AbortSignal): Promise<ProofCheck[]> {
    let made = await claimsOf(id, 'cache-first', signal)
    // What is held here may be a version behind.
    if (claims.some((claim) => !made.includes(claim))) made = await claimsOf(id, 'network', signal)
    const asked = made.filter((claim) => claims.includes(claim))
    if (asked.length === 0) return []
    checks ??= load()
    return (await checks).check(id, asked, signal)
  }

  return {
    async check(id, claims, signal) {
      if (running >= MAX_QUESTIONS) {
        const text = 'This node looks at the accounts of many others right now: ask again in a second.'
        throw new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: BUSY_RETRY_AFTER_MS })
      }
      running++
      try {
        return await checkMade(id, claims, signal)
      } finally {
        running--
      }
    },
  }
}

/** The same door, through which no place is asked too often: who claims it need not be who owns it. */
function sparingOutside(outside: Outside, now: () => number): Outside {
  const rate = { capacity: MAX_LOOKS_PER_HOUR, perSecond: MAX_LOOKS_PER_HOUR / HOUR_SECONDS }
  const places = new BucketSet({ rate, maxKeys: MAX_PLACES })

  function spend(host: string): void {
    const place = registrableDomain(host)
    const retryAfterMs = places.of(place, now()).take(now(), 1)
    if (retryAfterMs === 0) return
    throw new OpenPeerError('RATE_LIMITED', `This node asked ${place} too often: try again later.`, { retryAfterMs })
  }

  return {
    canResolveDns: outside.canResolveDns,
    async fetchText(url, options) {
      spend(new URL(url).hostname)
      return outside.fetchText(url, options)
    },
    async resolveTxt(name, options) {
      spend(name)
      return outside.resolveTxt(name, options)
    },
  }
}
