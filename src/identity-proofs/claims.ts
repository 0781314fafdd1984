import { OpenPeerError } from '../errors.ts'
import { showForeign } from './foreign-text.ts'
import type { ProofMethod, ProofQuestion } from './methods/method.ts'
import { PROOF_METHODS } from './methods/table.ts'

/** Longest claim, in characters. */
export const MAX_CLAIM_LENGTH = 512

/** A claim that a method takes. */
export interface MatchedClaim {
  method: string
  question: ProofQuestion
}

/**
 * Which method checks a claim, and how; null when none of this version does. A claim is a URI; `forem+https://…` names its
 * method where the URL does not tell (docs/spec/proofs.md, "Claims"). Pure: nothing is fetched.
 */
export function matchClaim(claim: string, methods: readonly ProofMethod[] = PROOF_METHODS): MatchedClaim | null {
  if (claim.length > MAX_CLAIM_LENGTH) return null
  const [, named, rest] = /^([a-z0-9]+)\+(https:\/\/.*)$/s.exec(claim) ?? []
  const text = rest ?? claim
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  // What a parser would mend is refused: two spellings of one claim would be two claims.
  if (url.href !== text && `${text}/` !== url.href) return null
  for (const method of methods) {
    if (named !== undefined && method.id !== named) continue
    const question = method.match(url, named !== undefined)
    if (question !== null) return { method: method.id, question }
  }
  return null
}

/** As `matchClaim`, for whoever is about to publish one. Throws INVALID_URI. */
export function parseClaim(claim: string): MatchedClaim {
  const matched = matchClaim(claim)
  if (matched !== null) return matched
  throw new OpenPeerError(
    'INVALID_URI',
    `"${showForeign(claim)}" is no claim that can be checked. Give the address of your profile, such as https://social.example/@alice, or dns:alice.example.`,
  )
}
