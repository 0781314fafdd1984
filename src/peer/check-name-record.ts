import { equals } from 'uint8arrays/equals'
import { identityIdText } from '../records/identity-id.ts'
import type { Name } from '../records/names.ts'
import { checkTimes, validateName } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedName } from '../records/verified-record.ts'
import { type Bundle, checkEach, newest, refusalText } from './bundle.ts'
import type { Check } from './contact.ts'

export interface CheckedName {
  nameRecord: VerifiedName
  check: Check
  /** The domain signed two records with one `seq`. */
  contradiction: boolean
}

/**
 * The newest valid name record under the domain's key, among what was given and what is remembered; null when nobody
 * gave one. Throws the first refusal's code when none given is valid: WRONG_SIGNER, WRONG_ROUTING_KEY, RECORD_EXPIRED
 * and `validate`'s others. docs/spec/verification.md, check 2.
 */
export async function checkNameRecord(
  name: Name,
  domain: VerifiedDomain,
  bundles: Bundle[],
  remembered: VerifiedName | null,
  options: { network: string; now: number },
): Promise<CheckedName | null> {
  const found = await checkEach(
    bundles,
    (bundle) => bundle.nameRecord,
    (bytes) => validateName(bytes, domain.payload.key, name, options),
  )
  if (found.records.length === 0) {
    const [refusal] = found.refusals
    if (refusal !== undefined) throw refusal.error
    return null
  }
  const isComparable = remembered !== null && equals(remembered.signer, domain.payload.key)
  const records = found.records.map(({ record }) => record)
  const best = newest(isComparable ? [remembered, ...records] : records)
  if (best === null) return null
  const nameRecord = best.record
  checkTimes(nameRecord, options.now)
  const leadsTo = identityIdText(nameRecord.payload.identityId)
  const others = found.records.filter(({ record }) => !equals(record.payload.identityId, nameRecord.payload.identityId))
  const detail = [
    `Signed by the key of ${name.domain}; leads to ${leadsTo}.`,
    ...others.map(({ from, record }) => {
      return ` ${from} gave an older record that leads to ${identityIdText(record.payload.identityId)}.`
    }),
    refusalText(found.refusals),
  ].join('')
  const check: Check = best.equivocation
    ? { name: 'name-record', result: 'failed', detail: `${detail} The domain signed two at once.`, code: 'CONFLICT' }
    : { name: 'name-record', result: 'ok', detail }
  return { nameRecord, check, contradiction: best.equivocation }
}
