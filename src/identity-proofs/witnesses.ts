import { equals } from 'uint8arrays/equals'
import { registrableDomain } from '../records/registrable-domain.ts'
import type { VerifiedWitness } from '../records/witness-statement.ts'
import { isCurrent } from './binding-status.ts'

/** So many independent witnesses make a key `witnessed`. */
export const MIN_WITNESSES = 3
/** So many are enough beside a TXT record that the reader saw itself, when they saw the same one. */
export const MIN_TXT_WITNESSES = 2

/** A statement whose signer was found to be the witness's domain key, and where the witness is. */
export interface Testimony {
  statement: VerifiedWitness
  /** as `addressGroup` has them; empty where the reader cannot tell */
  addressGroups: readonly string[]
}

/**
 * What statements add up to; `by` are the witnesses' domains: for the key, or against it where it is contested. `home-only`:
 * enough of them, but all were named by the reader's home, whose own they may be.
 */
export interface Verdict {
  result: 'witnessed' | 'contested' | 'too-few' | 'home-only'
  by: string[]
}

export interface Trial {
  /** A-label */
  domain: string
  /** the key in question: raw Ed25519 */
  key: Uint8Array
  testimonies: readonly Testimony[]
  /** whether the reader itself sees this key in the domain's TXT record */
  txtShowsKey: boolean
  /** ms */
  now: number
}

/**
 * Whether independent witnesses saw this key at the domain. One fresh witness that saw other keys, and not this one,
 * makes it contested. Pure. Spec: docs/spec/witnesses.md, "Judging".
 */
export function judgeWitnesses({ domain, key, testimonies, txtShowsKey, now }: Trial): Verdict {
  const owner = registrableDomain(domain)
  const fresh = testimonies.filter(
    ({ statement: { payload } }) =>
      payload.domain === domain && registrableDomain(payload.witness) !== owner && isCurrent(payload.seenAt, now),
  )
  const agreeing = fresh.filter(({ statement }) => equals(statement.payload.key, key))
  const saysSo = new Set(agreeing.map(witnessOf))
  const against = new Set(fresh.map(witnessOf).filter((witness) => !saysSo.has(witness)))
  if (against.size > 0) return { result: 'contested', by: [...against].sort() }
  const by = independent(agreeing)
  if (by.length >= MIN_WITNESSES) return { result: 'witnessed', by }
  const byTxt = txtShowsKey ? independent(agreeing.filter(({ statement }) => statement.payload.dns)) : []
  if (byTxt.length >= MIN_TXT_WITNESSES) return { result: 'witnessed', by: byTxt }
  return { result: 'too-few', by }
}

/** The witnesses' domains, in one fixed order, without those that share an owner or an address group with one before. */
function independent(testimonies: readonly Testimony[]): string[] {
  const marks = new Map<string, string[]>()
  for (const testimony of testimonies) {
    const witness = witnessOf(testimony)
    const known = marks.get(witness) ?? [`domain ${registrableDomain(witness)}`]
    marks.set(witness, [...known, ...testimony.addressGroups])
  }
  const taken = new Set<string>()
  return [...marks.keys()].sort().filter((witness) => {
    const own = marks.get(witness) ?? []
    if (own.some((mark) => taken.has(mark))) return false
    for (const mark of own) taken.add(mark)
    return true
  })
}

function witnessOf({ statement }: Testimony): string {
  return statement.payload.witness
}
