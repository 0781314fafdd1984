import type { ProofCheck } from '../identity-proofs/check-claim.ts'
import type { Check, NameStatus } from '../identity-proofs/name-status.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation, VerifiedName } from '../records/verified-record.ts'

export type { Check } from '../identity-proofs/name-status.ts'

/** What the checks add up to, as this peer made them. */
export type ContactStatus = NameStatus

/** What became of one claim when it was checked last. docs/spec/proofs.md, "Results". */
export interface Proof extends ProofCheck {
  /** `self`: this peer looked itself. Otherwise the domain of the operator whose word it is. */
  checkedBy: string
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
  /** The name that was asked for, where it is this identity's no more and `name` is; null in all other answers. */
  movedFrom: Name | null
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
  /**
   * The claims of its profile as they were checked last; those never checked are left out, so that it is empty until somebody
   * asks for it. They say nothing about the name: `status` never depends on them.
   */
  proofs: Proof[]
}

/** True when `connect` needs no explicit accept: verified (perhaps moved), or pinned with no doubt about the identity itself. */
export function isTrusted(contact: Contact): boolean {
  if (contact.status === 'verified' || contact.status === 'moved') return true
  return contact.pinned && contact.status !== 'key-changed'
}
