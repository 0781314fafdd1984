import { base32 } from 'multiformats/bases/base32'
import { OpenPeerError } from '../errors.ts'
import type { ReadCapability } from './capability.ts'
import { parseDomain } from './names.ts'

/** What lets a guest find an unlisted identity: whom to ask, which record, and how to read it. docs/spec/invitations.md */
export interface Invitation extends ReadCapability {
  /** A domain to ask, A-label: the home of whoever invites. */
  domain: string
}

/** The longest there can be: nothing is parsed beyond this. */
export const MAX_INVITATION_LENGTH = 420
const INVITATION = /^openpeer:invite\/1\/([a-z0-9-]{1,32})\/([^/]{1,253})\/(b[a-z2-7]{51}[aq])\/(b[a-z2-7]{51}[aq])$/

/** Whether a text is meant as an invitation; `parseInvitation` says whether it is one. */
export function isInvitation(text: string): boolean {
  return /^openpeer:invite\b/i.test(text)
}

/** `openpeer:invite/1/<network>/<domain>/<capability>/<read secret>`. Whoever reads it is a guest: keep it from others. */
export function invitationUri({ network, domain, capability, readSecret }: Invitation): string {
  return ['openpeer:invite/1', network, domain, base32.encode(capability), base32.encode(readSecret)].join('/')
}

/** In either case, as QR codes hold capitals. Throws INVALID_URI, INVALID_NAME (the domain). Spec: docs/spec/invitations.md, "URI" */
export function parseInvitation(text: string): Invitation {
  // ASCII first: other letters have these as their lower case.
  const isPlain = text.length <= MAX_INVITATION_LENGTH && /^[\x21-\x7e]*$/.test(text)
  const parts = isPlain ? INVITATION.exec(text.toLowerCase()) : null
  const [, network, domain, capability, readSecret] = parts ?? []
  if (network === undefined || domain === undefined || capability === undefined || readSecret === undefined) {
    throw new OpenPeerError('INVALID_URI', 'This is no whole invitation: ask for it again, and copy all of it.')
  }
  return {
    network,
    domain: parseDomain(domain),
    capability: base32.decode(capability),
    readSecret: base32.decode(readSecret),
  }
}
