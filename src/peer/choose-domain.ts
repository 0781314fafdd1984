import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { BindingStatus } from '../identity-proofs/domain-binding.ts'
import { checkTimes, validateDomain } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { bindingOf } from './binding-of.ts'
import type { Bindings } from './bindings.ts'
import { type Bundle, checkEach, newest, type Refusal } from './bundle.ts'
import type { Witnesses } from './witnesses.ts'

export interface ChosenDomain {
  domain: VerifiedDomain
  refusals: Refusal[]
  /** Whether records with different keys were given for this one domain. */
  contested: boolean
}

export interface ChooseDomainOptions {
  /** A-label. */
  domain: string
  bundles: Bundle[]
  /** What this peer remembers of the domain, to be preferred where nothing outside says which key is right. */
  known: VerifiedDomain | null
  bindings: Bindings
  /** Asked where the website shows nothing; null to ask nobody. */
  witnesses: Witnesses | null
  network: string
  now: number
  signal: AbortSignal
}

/** Keys for one domain that are looked into; whoever gives more is not believed sooner for it. */
const MAX_KEYS = 4
const BEST_FIRST: BindingStatus[] = [
  'verified',
  'remembered',
  'witnessed',
  'dns-only',
  'by-home',
  'unreachable',
  'mismatch',
]

/**
 * The domain record to go by; null when nobody gave one. Where two keys claim one domain, the one that is better bound
 * to it wins. docs/spec/verification.md, check 1. Throws the code of the first refusal when no
 * record given is valid: WRONG_DOMAIN for a record of another domain, else `validate`'s.
 */
export async function chooseDomain(options: ChooseDomainOptions): Promise<ChosenDomain | null> {
  const { domain, bundles, known, bindings, witnesses, network, now, signal } = options
  const found = await checkEach(
    bundles,
    (bundle) => bundle.domainRecord,
    (bytes) => checkDomain(bytes, domain, network, now),
  )
  const records = found.records.map(({ record }) => record)
  if (records.length === 0) {
    const [first] = found.refusals
    if (first !== undefined) throw first.error
  }
  if (known !== null && isCurrent(known, now)) records.unshift(known)
  const rivals = newestOfEachKey(records)
  const [best] = rivals.length > 1 ? await bestBoundFirst(rivals) : rivals
  return best === undefined ? null : { domain: best, refusals: found.refusals, contested: rivals.length > 1 }

  async function bestBoundFirst(rivals: VerifiedDomain[]): Promise<VerifiedDomain[]> {
    const ranked = rivals.map(async (record) => {
      const { binding, verdict } = await bindingOf(record, { bindings, witnesses, signal, isContested: true })
      const status = verdict?.result === 'witnessed' ? 'witnessed' : binding.status
      return { record, rank: BEST_FIRST.indexOf(status) }
    })
    return (await Promise.all(ranked)).sort((a, b) => a.rank - b.rank).map(({ record }) => record)
  }
}

async function checkDomain(bytes: Uint8Array, domain: string, network: string, now: number): Promise<VerifiedDomain> {
  try {
    return await validateDomain(bytes, domain, { network, now })
  } catch (error) {
    if (!isOpenPeerError(error, 'WRONG_ROUTING_KEY')) throw error
    throw new OpenPeerError('WRONG_DOMAIN', `Asked for ${domain}, the answer was the record of another domain.`, {
      cause: error,
    })
  }
}

// The order given is kept: what is known comes first, and a stable sort lets it win a tie.
function newestOfEachKey(records: VerifiedDomain[]): VerifiedDomain[] {
  const chosen: VerifiedDomain[] = []
  for (const record of records) {
    if (chosen.some(({ payload }) => equals(payload.key, record.payload.key))) continue
    const same = records.filter(({ payload }) => equals(payload.key, record.payload.key))
    chosen.push(newest(same)?.record ?? record)
  }
  return chosen.slice(0, MAX_KEYS)
}

function isCurrent(record: VerifiedDomain, now: number): boolean {
  try {
    checkTimes(record, now)
    return true
  } catch {
    return false
  }
}
