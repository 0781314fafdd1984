import { OpenPeerError } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import type { Name } from '../records/names.ts'
import { type Address, parseAddress } from '../records/uris.ts'
import { checkTimes } from '../records/validate.ts'
import { askOperators } from './ask-operators.ts'
import type { CheckedName, ContactChecker } from './check-contact.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import { followMove } from './follow-move.ts'
import { isUnreached } from './node-turns.ts'
import type { Operators } from './operators.ts'

/** How much is asked for one answer. docs/spec/verification.md, "Whom to ask". */
export type ResolvePolicy = 'cache-only' | 'cache-first' | 'network' | 'quorum'

export interface ResolveOptions {
  /** Default 'cache-first'. */
  policy?: ResolvePolicy | undefined
  /**
   * Whether the accounts that the person claims are looked at too, by `Peer.checkProofs`; default false, since that tells up to
   * 16 services, and whoever owns them, that somebody looks. Beyond `timeoutMs`.
   */
  proofs?: boolean | undefined
  signal?: AbortSignal | undefined
  /** For everything, the website's answer included; default 20 s. */
  timeoutMs?: number | undefined
}

export interface Resolver {
  /**
   * Finds who is behind a name, URI or id, and checks the answer. Null: there is no such name or id (with `cache-only`:
   * none that this peer knows). Throws INVALID_NAME, INVALID_URI, UNREACHABLE (nobody could be asked; `cache-first` then
   * gives what is remembered, if anything), TIMEOUT, ABORTED, and the code of the check that failed.
   */
  resolve(address: string, options?: ResolveOptions): Promise<Contact | null>
}

export interface ResolverOptions {
  contacts: Contacts
  checker: ContactChecker
  operators: Operators
  /** Looks for operators to ask beside the home; without it a peer makes do with those that it knows. */
  findOther?: (signal: AbortSignal) => Promise<unknown>
  now: () => number
}

/** A verified contact is not asked for again this soon with `cache-first`. */
export const CACHE_FRESH_MS = 5 * 60_000
const RESOLVE_TIMEOUT_MS = 20_000
/** How long somebody who is remembered is looked for among operators before the memory has to do. */
const REFRESH_TIMEOUT_MS = 5_000

export function createResolver({ contacts, checker, operators, findOther, now }: ResolverOptions): Resolver {
  async function ask(address: Address, policy: 'network' | 'quorum', secondOpinion: boolean, signal: AbortSignal) {
    const how = { policy, secondOpinion, findOther, signal }
    const { bundles, isCertain } = await askOperators(operators, address, how)
    const contact =
      address.type === 'name'
        ? await byName(await checker.byName(address.name, bundles, signal), signal)
        : await keepIfAny(await checker.byId(address.id, bundles, signal))
    return { contact, isCertain: () => isCertain(signal) }
  }

  async function byName(checked: CheckedName | null, signal: AbortSignal): Promise<Contact | null> {
    if (checked === null) return null
    const first = { policy: 'quorum', secondOpinion: true, findOther, signal } as const
    const look = async (name: Name) => {
      const { bundles } = await askOperators(operators, { type: 'name', name }, first)
      return checker.byName(name, bundles, signal)
    }
    const contact = await followMove(checked, { look, keep, signal })
    // Somebody new by a name that leads nowhere now is still somebody: their owner may take them all the same.
    if (contact.source === 'network' && (await contacts.byId(contact.id)) === null) await contacts.remember(contact)
    if (contact.status === 'moved' && contact.movedFrom !== null) {
      await contacts.names.assign(contact.movedFrom, contact.id, true)
    }
    return contact
  }

  const keepIfAny = async (contact: Contact | null) => (contact === null ? null : keep(contact))

  /** What was found, or that there is nothing; UNREACHABLE when nobody was in a position to know. */
  async function conclude({ contact, isCertain }: Awaited<ReturnType<typeof ask>>): Promise<Contact | null> {
    if (contact !== null || (await isCertain())) return contact
    throw new OpenPeerError('UNREACHABLE', 'Too few holders can be reached to tell whether this exists: try later.')
  }

  async function keep(contact: Contact): Promise<Contact> {
    const held = await contacts.remember(contact)
    if (held.domain !== null && held.status === 'verified') await operators.learn(held.domain)
    return { ...held, source: 'network' }
  }

  async function remembered(address: Address): Promise<Contact | null> {
    const known = address.type === 'name' ? await contacts.byName(address.name) : await contacts.byId(address.id)
    return known?.contact ?? null
  }

  async function run(address: Address, policy: ResolvePolicy, signal: AbortSignal): Promise<Contact | null> {
    const cached = await remembered(address)
    if (policy === 'cache-only') return unlessRevoked(cached)
    if (policy === 'cache-first' && cached !== null && isFresh(cached, address, now())) return cached
    const isFirst = cached === null || cached.domain === null
    const look = (limit: AbortSignal) =>
      ask(address, policy === 'quorum' || isFirst ? 'quorum' : 'network', policy === 'quorum' || isFirst, limit)
    // That somebody who is remembered is gone takes more than one operator's word.
    const lookTwice = async (limit: AbortSignal) => {
      const found = await look(limit)
      if (found.contact !== null || isFirst || policy === 'quorum') return conclude(found)
      return conclude(await ask(address, 'quorum', true, limit))
    }
    if (policy !== 'cache-first' || cached === null) return lookTwice(signal)
    try {
      return await withDeadline(lookTwice, { signal, timeoutMs: REFRESH_TIMEOUT_MS, what: 'Asking operators' })
    } catch (error) {
      if (isUnreached(error)) return unlessRevoked(cached)
      throw error
    }
  }

  return {
    async resolve(text, { policy = 'cache-first', signal, timeoutMs = RESOLVE_TIMEOUT_MS } = {}) {
      const address = parseAddress(text)
      return withDeadline((limit) => run(address, policy, limit), { signal, timeoutMs, what: `Resolving ${text}` })
    },
  }
}

/** What was revoked once stays so, whoever can be asked. */
function unlessRevoked(cached: Contact | null): Contact | null {
  if (!cached?.identity.keyState.tombstoned) return cached
  throw new OpenPeerError('IDENTITY_REVOKED', `${cached.idText} was revoked for good by its owner.`)
}

function isFresh(contact: Contact, address: Address, now: number): boolean {
  // Another name of theirs may have moved, or been given away, and this one still be good.
  if (address.type === 'name' && contact.name?.text !== address.name.text) return false
  if (contact.status !== 'verified' || now - contact.resolvedAt > CACHE_FRESH_MS) return false
  try {
    for (const location of contact.locations) checkTimes(location, now)
    return contact.locations.length > 0
  } catch {
    return false
  }
}
