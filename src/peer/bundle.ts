import { type ErrorCode, errorCode, isOpenPeerError } from '../errors.ts'
import { openEnvelope } from '../records/open-envelope.ts'
import { select } from '../records/select.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { ResolveResponse } from '../wire/messages.js'

/** Records that somebody gave, none of them checked; an empty one was not given. */
export interface Bundle {
  /** Who gave it, for people: an operator's domain, or 'the caller'. */
  from: string
  domainRecord: Uint8Array
  nameRecord: Uint8Array
  identityRecord: Uint8Array
  locations: Uint8Array[]
  homeRecords: Uint8Array[]
}

export function bundleOf(from: string, response: ResolveResponse): Bundle {
  const { domainRecord, nameRecord, identityRecord, locations, homeRecords } = response
  return { from, domainRecord, nameRecord, identityRecord, locations, homeRecords }
}

/** A record that was refused, with the error that says which rule it broke. */
export interface Refusal {
  from: string
  code: ErrorCode
  error: unknown
}

export interface Candidates<R> {
  records: { from: string; record: R }[]
  refusals: Refusal[]
}

/** Checks what each bundle gave for one thing; what was not given is passed over, what is refused is told. */
export async function checkEach<R>(
  bundles: Bundle[],
  pick: (bundle: Bundle) => Uint8Array,
  check: (bytes: Uint8Array) => Promise<R>,
): Promise<Candidates<R>> {
  const found: Candidates<R> = { records: [], refusals: [] }
  for (const bundle of bundles) {
    const bytes = pick(bundle)
    if (bytes.length === 0) continue
    try {
      found.records.push({ from: bundle.from, record: await check(bytes) })
    } catch (error) {
      if (!isOpenPeerError(error)) throw error
      found.refusals.push({ from: bundle.from, code: errorCode(error), error })
    }
  }
  return found
}

export interface Newest<R> {
  record: R
  /** Notes of `select` among the candidates. */
  equivocation: boolean
  forked: boolean
  /** Two that cannot both be true: `record` is then the first given. */
  conflict: boolean
}

/** The best by `select`, the first given winning a tie; null for none. docs/spec/records.md, "Select". */
export function newest<R extends VerifiedRecord>(records: R[]): Newest<R> | null {
  const [first, ...others] = records
  if (first === undefined) return null
  const best: Newest<R> = { record: first, equivocation: false, forked: false, conflict: false }
  for (const other of others) {
    const selection = select(best.record, other)
    if ('winner' in selection) {
      if (selection.winner === 'b') best.record = other
      best.equivocation ||= selection.note === 'equivocation'
      best.forked ||= selection.note === 'forked'
    } else {
      best.conflict = true
    }
  }
  return best
}

/** `c.example was refused (WRONG_SIGNER)` for people; empty when nothing was. */
export function refusalText(refusals: Refusal[]): string {
  return refusals.map(({ from, code }) => ` What ${from} gave was refused (${code}).`).join('')
}

/** The domain that a record says it is of, before any check of the record itself; null when it is of another kind. */
export async function claimedDomain(bytes: Uint8Array, network: string): Promise<string | null> {
  const opened = await openEnvelope(bytes, network)
  return opened.kind === 'domain' ? opened.payload.domain : null
}
