import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import { claimsName } from '../records/name-history.ts'
import { type Name, parseName } from '../records/names.ts'
import { type Address, formatUri, parseAddress } from '../records/uris.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import type { ResolveOptions, Resolver } from './resolve.ts'

/** Names that are tried for one identity: it lists hashes, so each is a guess that its own record confirms. */
const MAX_GUESSES = 8

/**
 * As `resolver`, for pinned contacts whose name is theirs no more: they are looked up by their id, which needs nothing of the
 * old domain, and then by the name that their identity lists instead. docs/spec/verification.md, "A name that moved".
 */
export function followPinned(resolver: Resolver, contacts: Contacts): Resolver {
  async function byId(found: Contact, options: ResolveOptions): Promise<Contact> {
    const { identity, name } = found
    if (name === null || claimsName(identity, name)) return found
    const known = await contacts.byId(found.id)
    if (known?.pin == null) return found
    const former = (await contacts.names.of(found.id)).map((text) => parseName(text))
    for (const guess of listedNames(identity, [name, ...former])) {
      const named = await tryName(guess, options)
      if (named !== null && equals(named.id, found.id)) return named
    }
    return found
  }

  /** What is wrong with one guess is no reason to miss the person, who was found by id. */
  async function tryName(name: Name, options: ResolveOptions): Promise<Contact | null> {
    try {
      return await resolver.resolve(name.text, options)
    } catch (error) {
      if (!isOpenPeerError(error) || isFinal(error, options)) throw error
      return null
    }
  }

  async function byName(name: Name, options: ResolveOptions): Promise<Contact | null> {
    const failed = Promise.withResolvers<Contact | null>()
    failed.promise.catch(() => {})
    try {
      const found = await resolver.resolve(name.text, options)
      const isOld = found !== null && found.source === 'cache' && found.status !== 'verified'
      if (found !== null && !isOld) return found
      failed.resolve(found)
    } catch (error) {
      if (!isOpenPeerError(error) || isFinal(error, options)) throw error
      failed.reject(error)
    }
    const pinned = await pinnedUnder(name)
    if (pinned === null) return failed.promise
    const uri = formatUri({ type: 'identity', id: pinned.id, domain: null })
    const current = await resolver.resolve(uri, options).catch(() => null)
    // Still theirs: that it cannot be looked up now is the answer.
    if (current === null || claimsName(current.identity, name)) return failed.promise
    return byId(current, options)
  }

  async function pinnedUnder(name: Name): Promise<Contact | null> {
    const known = await contacts.byName(name).catch(() => null)
    return known?.pin == null ? null : known.contact
  }

  async function follow(address: Address, text: string, options: ResolveOptions): Promise<Contact | null> {
    if (options.policy === 'cache-only') return resolver.resolve(text, options)
    if (address.type === 'name') return byName(address.name, options)
    const found = await resolver.resolve(text, options)
    return found === null ? null : byId(found, options)
  }

  return {
    async resolve(text, options = {}) {
      const address = parseAddress(text)
      const found = await follow(address, text, options)
      return found === null || address.type !== 'name' ? found : asMoved(found, address.name)
    },
  }
}

/** Somebody found by a name that they gave up says so. */
function asMoved(contact: Contact, asked: Name): Contact {
  const { name, movedFrom, status, identity } = contact
  if (movedFrom !== null || name === null || name.text === asked.text || claimsName(identity, asked)) return contact
  return { ...contact, movedFrom: asked, status: status === 'verified' ? 'moved' : status }
}

/** Names that the identity lists, as far as they can be told: those of its profile, and its former names at its homes. */
function listedNames(identity: VerifiedIdentity, former: Name[]): Name[] {
  const { homes, profile } = identity.payload
  const told = (profile?.names ?? []).map((text) => parseName(text))
  const guessed = former.flatMap(({ local }) => homes.map((home) => parseName(`${local}@${home}`)))
  const distinct = new Map([...told, ...guessed].map((name) => [name.text, name]))
  return [...distinct.values()].filter((name) => claimsName(identity, name)).slice(0, MAX_GUESSES)
}

/** Ended by its owner, or the question was called off: nothing is left to look for. */
function isFinal(error: unknown, { signal }: ResolveOptions): boolean {
  return isOpenPeerError(error, 'IDENTITY_REVOKED') || isOpenPeerError(error, 'STOPPED') || signal?.aborted === true
}
