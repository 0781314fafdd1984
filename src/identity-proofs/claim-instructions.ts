import { matchClaim, parseClaim } from './claims.ts'
import { PROOF_PLACES } from './methods/places.ts'
import { wantedProof } from './proof-text.ts'

/** What the owner of an account must do so that a claim of it holds. */
export interface ClaimInstructions {
  claim: string
  method: string
  account: string
  /** one sentence: what to write where */
  place: string
  /** either of them is the proof: the identity's id, and its hash for this claim alone; null where a signature is */
  words: { plain: string; hashed: string } | null
  /** what to sign, where a signature is the proof; then the claim ends with `?signature=…` */
  statement: string | null
  /** false while the signature is missing: nothing can be claimed yet */
  isComplete: boolean
}

/** Signatures that only show where one belongs: none verifies. */
const EMPTY_SIGNATURES = ['0'.repeat(128), `0x${'0'.repeat(130)}`]

/**
 * What proves `claim` for the identity `id` (raw 32 bytes). A claim by signature may be given without it, to learn what to
 * sign. Asks nobody. Throws INVALID_URI. docs/spec/proofs.md, "Claiming".
 */
export function claimInstructions(id: Uint8Array, claim: string): ClaimInstructions {
  const unsigned = claim.includes('?')
    ? undefined
    : EMPTY_SIGNATURES.map((signature) => matchClaim(`${claim}?signature=${signature}`)).find((one) => one !== null)
  const { method, question } = unsigned ?? parseClaim(claim)
  const { plain, hashed, statement } = wantedProof(id, claim)
  const isSigned = unsigned !== undefined || claim.includes('?signature=')
  return {
    claim,
    method,
    account: question.account,
    place: PROOF_PLACES[method] ?? '',
    words: isSigned ? null : { plain, hashed },
    statement: isSigned ? statement : null,
    isComplete: unsigned === undefined,
  }
}
