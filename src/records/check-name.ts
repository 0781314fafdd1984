import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { movedToOf } from './moved-to.ts'
import { claimsName } from './name-history.ts'
import type { Name } from './names.ts'
import { nameHash } from './routing-key.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName } from './verified-record.ts'

/**
 * The part of "who may use a name" that records alone can show; that the domain key is the website's is the binding,
 * elsewhere. In order: the domain record is of the name's domain (WRONG_DOMAIN), the identity is not revoked
 * (IDENTITY_REVOKED), the name record is signed by the domain's key (WRONG_SIGNER; with `now`, ms, also by a
 * previous key that the domain record still names) for this name (WRONG_ROUTING_KEY)
 * and leads to this identity (NAME_OWNED_BY_ANOTHER), and the identity lists the name back, or the one that the name record
 * says it moved to (NAME_NOT_LISTED). Spec: docs/spec/verification.md
 */
export function checkName(options: {
  name: Name
  domain: VerifiedDomain
  nameRecord: VerifiedName
  identity: VerifiedIdentity
  now?: number
}): void {
  const { name, domain, nameRecord, identity, now } = options
  if (domain.payload.domain !== name.domain) {
    throw new OpenPeerError('WRONG_DOMAIN', `The domain record is of ${domain.payload.domain}, not of ${name.domain}.`)
  }
  if (identity.keyState.tombstoned) {
    throw new OpenPeerError('IDENTITY_REVOKED', `The identity behind ${name.text} was revoked for good by its owner.`)
  }
  if (!signedByDomain(nameRecord, domain, now)) {
    throw new OpenPeerError('WRONG_SIGNER', `The name record of ${name.text} is not signed by the key of its domain.`)
  }
  if (!equals(nameRecord.payload.nameHash, nameHash(name.local))) {
    throw new OpenPeerError('WRONG_ROUTING_KEY', `The name record is of another name than ${name.text}.`)
  }
  if (!equals(nameRecord.payload.identityId, identity.payload.id)) {
    throw new OpenPeerError('NAME_OWNED_BY_ANOTHER', `${name.text} leads to another identity than this one.`)
  }
  const movedTo = movedToOf(nameRecord, name)
  if (!claimsName(identity, name) && (movedTo === null || !claimsName(identity, movedTo))) {
    throw new OpenPeerError('NAME_NOT_LISTED', `The identity does not say that it is ${name.text}.`)
  }
}

function signedByDomain({ signer }: VerifiedName, { payload }: VerifiedDomain, now: number | undefined): boolean {
  if (equals(signer, payload.key)) return true
  return now !== undefined && payload.previousKeys.some((key) => key.until > now && equals(key.publicKey, signer))
}
