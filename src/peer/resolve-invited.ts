import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import { type Invitation, isInvitation, parseInvitation } from '../records/invitation.ts'
import { openSealed } from '../records/sealed-record.ts'
import { parseAddress } from '../records/uris.ts'
import { checkTimes } from '../records/validate.ts'
import { type Bundle, newest } from './bundle.ts'
import type { ContactChecker } from './check-contact.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import type { SealedFinder } from './find-sealed.ts'
import type { GuestBook, GuestEntry } from './guest-book.ts'
import { isUnreached } from './node-turns.ts'
import { CACHE_FRESH_MS, type ResolveOptions, type Resolver } from './resolve.ts'

export interface InvitedOptions {
  /** Of those who are not found by an invitation. */
  resolver: Resolver
  guests: GuestBook
  finder: SealedFinder
  checker: ContactChecker
  contacts: Contacts
  network: string
  /** This identity: it is nobody's guest of its own, and asks nobody for itself where it is unlisted. */
  self: { id: Uint8Array; isUnlisted: boolean }
  now: () => number
}

const RESOLVE_TIMEOUT_MS = 20_000

/** Finds unlisted people. */
export interface InvitedResolver extends Resolver {
  /** What the sealed record and the homes say now of somebody whose guest this peer is; null for all others. Throws as `resolve`. */
  bundles(id: Uint8Array, signal: AbortSignal): Promise<Bundle[] | null>
}

/**
 * As `resolver`, for invitations too, and for the ids of those whom one led to: these are looked for under the invitation's
 * capability and in no other way. Who is found by an invitation is pinned. Throws INVALID_URI, WRONG_NETWORK, REFUSED (the
 * invitation was withdrawn), KEY_CHANGED (it leads to another identity than before). docs/spec/invitations.md, "The guest"
 */
export function createInvitedResolver(options: InvitedOptions): InvitedResolver {
  const { resolver, guests, finder, checker, contacts, network, self, now } = options

  async function look(invitation: Invitation, known: GuestEntry | null, signal: AbortSignal) {
    const found = await finder.find(invitation, signal).catch((error: unknown) => {
      // What was seen last leads to the homes as well.
      if (known !== null && isUnreached(error)) return null
      throw error
    })
    // Never an older one than was seen.
    const sealed = newest([known?.sealed, found].filter((one) => one != null))?.record ?? null
    if (sealed === null) return null
    checkTimes(sealed, now())
    const opened = await openSealed(sealed, invitation.readSecret, now())
    if (opened === null) {
      const text = 'This invitation was withdrawn: ask the person for a new one, by another way.'
      throw new OpenPeerError('REFUSED', text)
    }
    const { id } = opened.identity.payload
    if (known !== null && !equals(known.id, id)) {
      const text = 'This invitation leads to somebody else than before: ask the person, by another way.'
      throw new OpenPeerError('KEY_CHANGED', text)
    }
    const homes = await finder.homes(opened.homes, signal)
    const locations = await finder.locations(id, homes, signal)
    const bundle: Bundle = {
      from: 'the invitation',
      domainRecord: new Uint8Array(0),
      nameRecord: new Uint8Array(0),
      identityRecord: opened.identity.bytes,
      locations,
      homeRecords: homes.map(({ bytes }) => bytes),
    }
    return { id, sealed, bundle }
  }

  async function ask(invitation: Invitation, known: GuestEntry | null, signal: AbortSignal): Promise<Contact | null> {
    const found = await look(invitation, known, signal)
    if (found === null) return null
    const { id, sealed, bundle } = found
    if (equals(id, self.id)) throw new OpenPeerError('INVALID_ARGUMENT', 'This is your own invitation: give it away.')
    const checked = await checker.byId(id, [bundle], signal)
    if (checked === null) return null
    const contact = await contacts.remember({ ...checked, checks: checked.checks.map(asInvited) })
    await guests.keep({ id, invitation, sealed })
    if (contact.pinned || contact.status === 'key-changed') return { ...contact, source: 'network' }
    // The invitation says whom its giver means, as an id would.
    return { ...(await contacts.pin(id)), source: 'network' }
  }

  async function run(invitation: Invitation, known: GuestEntry | null, given: ResolveOptions, signal: AbortSignal) {
    const { policy = 'cache-first' } = given
    const cached = known === null ? null : ((await contacts.byId(known.id))?.contact ?? null)
    if (policy === 'cache-only') return unlessRevoked(cached)
    if (policy === 'cache-first' && cached !== null && isFresh(cached, now())) return cached
    try {
      return await ask(invitation, known, signal)
    } catch (error) {
      if (policy === 'cache-first' && cached !== null && isUnreached(error)) return unlessRevoked(cached)
      throw error
    }
  }

  async function guestOf(
    address: string,
  ): Promise<{ invitation: Invitation; known: GuestEntry | null } | 'self' | null> {
    if (isInvitation(address)) {
      const invitation = parseInvitation(address)
      if (invitation.network !== network) {
        const text = `This invitation is of the network "${invitation.network}", and you are on "${network}".`
        throw new OpenPeerError('WRONG_NETWORK', text)
      }
      return { invitation, known: await guests.byCapability(invitation.capability) }
    }
    const parsed = parseAddress(address)
    if (parsed.type !== 'identity') return null
    if (self.isUnlisted && equals(parsed.id, self.id)) return 'self'
    const known = await guests.get(parsed.id)
    return known === null ? null : { invitation: known.invitation, known }
  }

  return {
    async resolve(address, given = {}) {
      const guest = await guestOf(address)
      if (guest === null) return resolver.resolve(address, given)
      if (guest === 'self') return null
      const { signal, timeoutMs = RESOLVE_TIMEOUT_MS } = given
      const work = (limit: AbortSignal) => run(guest.invitation, guest.known, given, limit)
      return withDeadline(work, { signal, timeoutMs, what: 'Following the invitation' })
    },
    async bundles(id, signal) {
      const known = await guests.get(id)
      if (known === null) return null
      const found = await look(known.invitation, known, signal)
      return found === null ? [] : [found.bundle]
    },
  }
}

function asInvited(check: Contact['checks'][number]): Contact['checks'][number] {
  return check.result === 'skipped' ? { ...check, detail: 'It was found by an invitation, not by a name.' } : check
}

function unlessRevoked(cached: Contact | null): Contact | null {
  if (!cached?.identity.keyState.tombstoned) return cached
  throw new OpenPeerError('IDENTITY_REVOKED', `${cached.idText} was revoked for good by its owner.`)
}

function isFresh({ resolvedAt, locations, identity }: Contact, now: number): boolean {
  if (identity.keyState.tombstoned || now - resolvedAt > CACHE_FRESH_MS) return false
  return locations.length > 0 && locations.every(({ expiresAt }) => expiresAt !== null && expiresAt > now)
}
