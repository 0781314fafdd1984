import type { ErrorCode } from '../errors.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation, VerifiedName } from '../records/verified-record.ts'

/**
 * What the checks add up to. docs/spec/verification.md says for each what a person should do.
 * `unverified` is an identity that was looked up by its id: its keys are proven, no name was checked.
 */
export type ContactStatus =
  | 'verified'
  | 'dns-only'
  | 'by-home'
  | 'name-unconfirmed'
  | 'mismatch'
  | 'reassigned'
  | 'key-changed'
  | 'unverified'

/** One line of what was checked, in the order in which it was checked; `detail` is a sentence for a person. */
export interface Check {
  name: 'key-log' | 'name-record' | 'lists-name' | 'website' | 'dns' | 'devices'
  result: 'ok' | 'failed' | 'unreachable' | 'missing' | 'remembered' | 'skipped'
  detail: string
  /** Where the check refused something: the code that names the broken rule. */
  code?: ErrorCode
}

/** An identity that was resolved and checked by this peer itself. docs/spec/verification.md. */
export interface Contact {
  /** 32 bytes; never changes, whatever keys, names and homes do. */
  id: Uint8Array
  /** The same as multibase base32. */
  idText: string
  /** Null when it was looked up by id and never under a name. */
  name: Name | null
  status: ContactStatus
  checks: Check[]
  identity: VerifiedIdentity
  domain: VerifiedDomain | null
  nameRecord: VerifiedName | null
  /** Domain records of the identity's homes, where its devices are to be met; at most 4. */
  homes: VerifiedDomain[]
  /** Where its devices said they are. From the cache they may be expired: then they are hints, not proof. */
  locations: VerifiedLocation[]
  /** Direct multiaddrs (binary) that its devices told us at hello, newest first; at most 8. */
  addresses: Uint8Array[]
  /** True once this peer connected to it or its owner accepted it: from then on the id decides, not the name. */
  pinned: boolean
  /** ms; when the checks above ran. */
  resolvedAt: number
  source: 'cache' | 'network'
}

/** True when `connect` needs no explicit accept: verified, or pinned with no doubt about the identity itself. */
export function isTrusted(contact: Contact): boolean {
  if (contact.status === 'verified') return true
  return contact.pinned && contact.status !== 'key-changed'
}
