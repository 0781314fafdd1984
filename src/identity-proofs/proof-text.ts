import { base32 } from 'multiformats/bases/base32'
import { identityIdText } from '../records/identity-id.ts'
import { lengthPrefixed, sha256 } from '../records/routing-key.ts'

/** What a place outside must show for one claim of one identity (docs/spec/proofs.md, "The proof"). */
export interface WantedProof {
  /** raw 32 bytes */
  id: Uint8Array
  /** the two words, 53 characters of a-z and 2-7 each: the identity's id, and its hash for this claim alone */
  plain: string
  hashed: string
  /** what a key outside signs, where a proof is a signature: ASCII, one line */
  statement: string
}

/** The words that prove `claim`, as it stands in the identity record, for the identity `id`. */
export function wantedProof(id: Uint8Array, claim: string): WantedProof {
  const plain = identityIdText(id)
  const hashed = base32.encode(sha256(lengthPrefixed('openpeer/proof/1', id, claim)))
  return { id, plain, hashed, statement: `This account belongs to the Open Peer identity ${plain}` }
}

/**
 * Whether one of the texts has one of the words, whole: what stands beside it is no letter and no digit, so that a longer
 * word cannot pass for it.
 */
export function isShown(texts: readonly string[], { plain, hashed }: WantedProof): boolean {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${plain}|${hashed})(?![\\p{L}\\p{N}_])`, 'u')
  return texts.some((text) => word.test(text))
}
