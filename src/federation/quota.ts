import { parseDomain } from '../records/names.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { PutOrigin } from './put-origin.ts'

/**
 * Who pays for a held record (docs/spec/record-store.md, "Accounts"): a registrable domain; with a slash and another one
 * behind it, for which the first handed the record on, by its own word; or one of the three below, which are no domains.
 */
export type Account = string

/** This node's own domain and its people: never evicted. */
export const OWN_ACCOUNT: Account = '.own'
/** Whoever has no seat: all of them together hold a hundredth of the store. */
export const OTHERS_ACCOUNT: Account = '.others'
/** Nobody known: written by a version that kept no accounts, or by one payer more than are counted apart. */
export const UNKNOWN_ACCOUNT: Account = ''

/** What all others share of a store, as a part of its records. */
export const OTHERS_SHARE = 0.01

/** Who pays for a new key that `origin` brings. A domain's record is paid for by the domain, whatever operator hands it on. */
export function accountOf(record: VerifiedRecord, origin: PutOrigin): Account {
  if (origin.kind === 'self') return OWN_ACCOUNT
  if (origin.kind === 'stranger') return OTHERS_ACCOUNT
  if (record.kind === 'domain') return registrableDomain(record.payload.domain)
  const { account, handedOnFor } = origin
  return handedOnFor === account || !isDomain(handedOnFor) ? account : `${account}/${handedOnFor}`
}

/**
 * Who pays for a held record after `origin` brought it again or a newer version: the same as before, whoever that is.
 * But this node takes over what it answers for itself, and an operator what nobody with a seat pays for, or what another
 * one handed on for it.
 */
export function accountAfter(held: Account, record: VerifiedRecord, origin: PutOrigin): Account {
  const next = accountOf(record, origin)
  if (origin.kind === 'self') return next
  const isNobodys = held === OTHERS_ACCOUNT || held === UNKNOWN_ACCOUNT
  return origin.kind === 'operator' && (isNobodys || ownerOf(held) === next) ? next : held
}

/** Whose share of a store a record takes: what stands before the slash is known, what stands behind is only said. */
export function payerOf(account: Account): Account {
  return account.split('/', 1)[0] ?? account
}

/** Whose record it is, as far as anybody said; empty for this node itself and for nobody known. */
export function ownerOf(account: Account): string {
  return isPaidByDomain(account) ? account.slice(account.indexOf('/') + 1) : ''
}

/** Whether a domain, and not this node or nobody known, pays. */
export function isPaidByDomain(account: Account): boolean {
  return account !== UNKNOWN_ACCOUNT && !account.startsWith('.')
}

function isDomain(text: string): boolean {
  try {
    return parseDomain(text) === text
  } catch {
    return false
  }
}
