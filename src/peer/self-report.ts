/**
 * What the rest of the network says of this peer's own name: docs/spec/verification.md, "Watching oneself".
 *
 * - `unknown`: not looked yet, or there is no name to look up
 * - `same`: every operator that answered says what this peer says
 * - `repairing`: somebody showed something old or nothing; it was given the newest, and is asked again soon
 * - `differs`: somebody shows something else, and it is not a matter of time: `differences` says what and what to do
 * - `unwatched`: no operator besides the home could be asked, so nobody would notice if the home lied to others
 */
export type SelfState = 'unknown' | 'same' | 'repairing' | 'differs' | 'unwatched'

/**
 * What differs.
 *
 * - `reassigned`: the domain's key gives the name to another identity
 * - `domain-key`: the name's domain is shown with another key
 * - `key-log`: somebody published a key log that takes these keys out of force, or ended the identity
 * - `changed`: a newer identity record under our own key with other devices or homes: another device of ours, or a thief
 * - `older`, `missing`: what this peer published is shown in an earlier version, or not at all, also after a repair
 * - `false`: something that no reader takes, such as a record with a wrong signature
 */
export type DifferenceKind = 'reassigned' | 'domain-key' | 'key-log' | 'changed' | 'older' | 'missing' | 'false'

export interface NameDifference {
  kind: DifferenceKind
  /** Domain of the operator that said it. */
  from: string
  /** What differs, and what to do about it: sentences for a person. */
  detail: string
  mend: string
}

export interface SelfReport {
  state: SelfState
  /** `alice@a.example`; null without a name. */
  name: string | null
  /** ms; null before the first look. */
  at: number | null
  /** Domains of the operators that answered, at most two: none has the registrable domain of the home or of another one. */
  watchers: string[]
  /** With `differs`, and with `repairing` what is being repaired; else empty. */
  differences: NameDifference[]
}

export const NO_REPORT: SelfReport = { state: 'unknown', name: null, at: null, watchers: [], differences: [] }
