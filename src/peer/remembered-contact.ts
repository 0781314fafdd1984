import { isOpenPeerError } from '../errors.ts'
import { REMEMBERED_FOR_MS } from '../identity-proofs/domain-binding.ts'
import { checkTimes } from '../records/validate.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { Check, Contact } from './contact.ts'
import { listsName } from './contact-entry.ts'

/**
 * A remembered contact as it counts at `now`: a binding counts for 30 days, a name record until it ends, and the
 * devices of an identity record that ended are hints. docs/spec/verification.md, "What a peer remembers".
 */
export function agedContact(
  contact: Contact,
  { now, boundAt }: { now: number /** When the website last showed the domain's key. */; boundAt: number | null },
): Contact {
  const checks = [...contact.checks]
  let { status } = contact
  if (status === 'verified' && (boundAt === null || now - boundAt > REMEMBERED_FOR_MS)) {
    status = 'name-unconfirmed'
    replace(checks, { name: 'website', result: 'unreachable', detail: 'The last look at it is more than 30 days ago.' })
  }
  if (status === 'witnessed' && now - contact.resolvedAt > REMEMBERED_FOR_MS) {
    status = 'name-unconfirmed'
    replace(checks, { name: 'witnesses', result: 'missing', detail: 'They were asked more than 30 days ago.' })
  }
  const isConfirmed = status === 'verified' || status === 'witnessed'
  if (contact.name !== null && !listsName(contact.identity, contact.name)) {
    if (isConfirmed) status = 'name-unconfirmed'
    const detail = `The identity no longer says that it is ${contact.name.text}.`
    replace(checks, { name: 'lists-name', result: 'failed', detail, code: 'NAME_NOT_LISTED' })
  }
  if (contact.nameRecord !== null && hasEnded(contact.nameRecord, now)) {
    if (isConfirmed) status = 'name-unconfirmed'
    replace(checks, ended('name-record', 'The name record held has ended and could not be renewed.'))
  }
  if (hasEnded(contact.identity, now)) {
    if (isConfirmed) status = 'name-unconfirmed'
    replace(checks, ended('devices', 'The identity record held has ended: its devices are a hint, no more.'))
  }
  if (contact.identity.keyState.tombstoned) {
    status = 'key-changed'
    const detail = 'The identity was revoked for good by its owner: nobody speaks for it any more.'
    replace(checks, { name: 'key-log', result: 'failed', detail, code: 'IDENTITY_REVOKED' })
  }
  return { ...contact, status, checks, source: 'cache' }
}

function ended(name: Check['name'], detail: string): Check {
  return { name, result: 'failed', detail, code: 'RECORD_EXPIRED' }
}

function replace(checks: Check[], check: Check): void {
  const at = checks.findIndex(({ name }) => name === check.name)
  if (at >= 0) checks[at] = check
}

function hasEnded(record: VerifiedRecord, now: number): boolean {
  try {
    checkTimes(record, now)
    return false
  } catch (error) {
    if (isOpenPeerError(error, 'RECORD_EXPIRED')) return true
    throw error
  }
}
