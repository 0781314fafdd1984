import type { ProofResult } from '../../../src/identity-proofs/check-claim.ts'

/** What one place outside answers: an HTTP status and body by path and query, or TXT records. */
export interface Answers {
  /** by host, then by path with query; a string is JSON already */
  https?: Record<string, Record<string, { status?: number; body: unknown }>>
  txt?: Record<string, string[]>
}

/** Somebody else's page, a trap, or a broken answer: it must not verify. */
export interface Forgery {
  what: string
  /** another claim than the case's */
  claim?: string
  answers: (words: Words) => Answers
  result: Exclude<ProofResult, 'verified'>
}

/** What the proof may be, and a word that is not. */
export interface Words {
  plain: string
  hashed: string
  /** one line that a key outside may have signed */
  statement: string
}

/** One method, driven against local servers: what it takes, what verifies, and what must not. */
export interface MethodCase {
  method: string
  claim: string
  account: string
  /** further claims that belong to the method */
  takes: string[]
  /** claims that look like it and are not */
  leaves: string[]
  /** The service's answer in its own shape, with `word` where the owner writes; the claim where it depends on the words. */
  genuine: (word: string, words: Words) => Answers
  /** for methods whose proof is a signature in the claim */
  claimFor?: (words: Words) => string
  forgeries: Forgery[]
}
