import { toString as toText } from 'uint8arrays/to-string'
import { type CheckClaimOptions, checkClaim, type ProofCheck } from './check-claim.ts'
import { matchClaim } from './claims.ts'

/** Checks the claims of identities, some at once, and remembers for a while what it saw. */
export interface ClaimChecks {
  /**
   * One result for each claim, in their order; what is remembered is not asked again. As long as the slowest claim, at
   * most 10 s when nobody else is before it. Throws ABORTED, STOPPED.
   */
  check(id: Uint8Array, claims: readonly string[], signal?: AbortSignal): Promise<ProofCheck[]>
}

/** Claims looked at together: as many as one identity can have. */
const MAX_AT_ONCE = 16
const MAX_REMEMBERED = 1_000
const MINUTE_MS = 60_000

/** How long a result is taken for the present, by what it was: docs/spec/proofs.md, "Remembering". */
export function rememberedForMs({ result, certainty }: Pick<ProofCheck, 'result' | 'certainty'>): number {
  if (certainty === 'soft') return MINUTE_MS
  return result === 'verified' || result === 'unsupported' ? 60 * MINUTE_MS : 10 * MINUTE_MS
}

/** Makes the checks of one peer or operator node. */
export function createClaimChecks({ outside, now }: Pick<CheckClaimOptions, 'outside' | 'now'>): ClaimChecks {
  const remembered = new Map<string, ProofCheck>()
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  async function checkOne(id: Uint8Array, claim: string, signal: AbortSignal | undefined): Promise<ProofCheck> {
    const key = `${toText(id, 'base64')} ${claim}`
    const known = remembered.get(key)
    if (known !== undefined && now() - known.checkedAt < rememberedForMs(known)) return known
    const check = () => checkClaim(claim, { id, outside, now, signal })
    // What nothing is fetched for needs no turn.
    const checked = await (matchClaim(claim) === null ? check() : inTurn(check))
    remembered.delete(key)
    remembered.set(key, checked)
    for (const oldest of remembered.keys()) {
      if (remembered.size <= MAX_REMEMBERED) break
      remembered.delete(oldest)
    }
    return checked
  }

  return { check: (id, claims, signal) => Promise.all(claims.map((claim) => checkOne(id, claim, signal))) }
}
