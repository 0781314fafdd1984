import type { WantedProof } from '../proof-text.ts'

/** One request, fixed by the claim alone: nothing that an answer says makes another one. */
export type ProofRequest =
  | { kind: 'get'; url: string; accept?: string }
  /** all TXT records of a name */
  | { kind: 'txt'; name: string }
  /** the proof is in the claim itself */
  | { kind: 'none' }

/** What came back: the body of a status 200, or the TXT records, one a line. */
export interface ProofAnswer {
  text: string
  /** The body as JSON. Throws MALFORMED_MESSAGE. */
  json(): Json
}

/** Anything that JSON can be; read with `at` and `texts`, which never throw. */
export type Json = unknown

/**
 * What a method says of an answer. `owned`: the place belongs to the account that the claim names; these are the texts that
 * its owner wrote. `signed`: a key of the account signed the statement, or did not. `foreign`: the place is somebody else's.
 * `missing`: there is no such place. `unsupported`: the service does not show it without an account.
 */
export type Reading =
  | { place: 'owned'; texts: string[] }
  | { place: 'signed'; isValid: boolean }
  | { place: 'foreign'; detail: string }
  | { place: 'missing'; detail: string }
  | { place: 'unsupported'; detail: string }

/** How one claim is checked. */
export interface ProofQuestion {
  /** for people: `alice`, `@alice@social.example` */
  account: string
  /** where a person can look at it; null when there is no page */
  profile: string | null
  /** asked one after another until one of them shows the proof; at most 2 */
  requests: ProofRequest[]
  /** `request`: which of them this answers. Pure. */
  read(answer: ProofAnswer, wanted: WantedProof, request: ProofRequest): Reading
}

/** One kind of place outside that can point back at an identity (docs/spec/proofs.md, "Methods"). */
export interface ProofMethod {
  /** the name in results, and the prefix that names it where a URL alone does not: `forem+https://…` */
  readonly id: string
  /** Whether a bare URL can be told to be this method's; otherwise the claim must name it. */
  match(claim: URL, isNamed: boolean): ProofQuestion | null
}
