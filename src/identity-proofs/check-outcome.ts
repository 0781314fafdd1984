import { equals } from 'uint8arrays'
import { isOpenPeerError } from '../errors.ts'
import { publicKeyText } from './public-key-text.ts'

/** What one place outside said about a key. docs/spec/domain-binding.md, "Outcomes". */
export interface CheckOutcome {
  /**
   * `match`: it shows this key, as its current or its next one. `mismatch`: it shows another key. `missing`: it
   * answered, and shows no key in a form we read. `unreachable`: no answer. `unsupported`: this runtime cannot ask.
   */
  result: 'match' | 'mismatch' | 'missing' | 'unreachable' | 'unsupported'
  /** For a person: what was seen where. */
  detail: string
}

/** Compares what `place` shows with the key that is asked about. */
export function compareKeys(
  place: string,
  shown: { key: Uint8Array; nextKey?: Uint8Array },
  key: Uint8Array,
): CheckOutcome {
  if (equals(shown.key, key)) return { result: 'match', detail: `${place} shows this key.` }
  if (shown.nextKey !== undefined && equals(shown.nextKey, key)) {
    return { result: 'match', detail: `${place} shows this key as its next one.` }
  }
  return { result: 'mismatch', detail: `${place} shows another key: ${publicKeyText(shown.key)}.` }
}

/**
 * What failed, as an outcome: a text that breaks a rule is `missing`, all else `unreachable`.
 * ABORTED, STOPPED and what is not ours (a fault in the program) are thrown on.
 */
export function outcomeOfError(error: unknown): CheckOutcome {
  if (!isOpenPeerError(error) || error.code === 'ABORTED' || error.code === 'STOPPED') throw error
  return { result: error.code === 'MALFORMED_MESSAGE' ? 'missing' : 'unreachable', detail: error.message }
}
