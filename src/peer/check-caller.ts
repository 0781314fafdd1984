import type { PeerId } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { errorCode, isOpenPeerError } from '../errors.ts'
import { parseName } from '../records/names.ts'
import type { Address } from '../records/uris.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { HelloRequest } from '../wire/messages.js'
import { askOperators } from './ask-operators.ts'
import type { Bundle } from './bundle.ts'
import type { ContactChecker } from './check-contact.ts'
import { checkDeviceListed } from './check-devices.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import { openIdentity } from './device.ts'
import type { Operators } from './operators.ts'

/** How a caller came: `invited` with one of this unlisted peer's invitations. */
export interface CallerWay {
  invited: boolean
}

/** Whom this peer lets in. */
export type Accept = (caller: Contact, way: CallerWay) => boolean | Promise<boolean>

/** Who may call at all: null for nobody who came this way. */
export type Door = (caller: HelloRequest, remotePeer: PeerId) => Promise<CallerWay | null>

export interface CallerCheckOptions {
  network: string
  contacts: Contacts
  checker: ContactChecker
  operators: Operators
  accept: Accept
  /** Asked before anybody is told of the caller; open to all unless given. */
  door?: Door
  /** Records of a caller whose guest this peer is: nobody is to be asked for an unlisted identity by its id. */
  invited?: (id: Uint8Array, signal: AbortSignal) => Promise<Bundle[] | null>
  now: () => number
}

/** A caller whose key log is as it was this short a time ago is not looked up again before it is let in. */
const CALLER_FRESH_MS = 60 * 60_000
/** How long operators may take to say what they know of a caller; then what it brought itself is checked. */
const LOOK_UP_TIMEOUT_MS = 3_000
/** For all of it: shorter than the caller waits. */
const CHECK_TIMEOUT_MS = 9_000

/** Of a listed peer: everybody may knock. */
const openDoor: Door = async () => ({ invited: false })

/**
 * Checks a caller as a resolve would, from what it brought at hello and what operators say of it: a stolen, already
 * replaced key shows there. Null refuses: checks that fail, and whoever `accept` does not want.
 * docs/spec/verification.md, "Callers".
 */
export function createCallerCheck(options: CallerCheckOptions) {
  const { network, contacts, checker, operators, accept, door = openDoor, now } = options

  async function check(caller: HelloRequest, remotePeer: PeerId): Promise<Contact | null> {
    const way = await door(caller, remotePeer)
    if (way === null) return null
    const signal = timeoutSignal(CHECK_TIMEOUT_MS)
    const brought = await openIdentity(caller.identityRecord, network)
    const { id } = brought.payload
    const known = (await contacts.byId(id))?.contact ?? null
    const address: Address = caller.name === '' ? { type: 'identity', id, domain: null } : named(caller.name)
    // The caller last: where nothing outside tells two domain keys apart, its word is worth less than an operator's.
    const bundles = [...(await lookUp(address, brought, known, signal)), broughtBy(caller)]
    const contact =
      address.type === 'name'
        ? await checker.byName(address.name, bundles, signal)
        : withKnownName(await checker.byId(id, bundles, signal), known)
    if (contact === null || !equals(contact.id, id)) return null
    checkDeviceListed(contact.identity, remotePeer.toMultihash().bytes)
    if (!(await accept(contact, way))) return null
    return contacts.remember(contact)
  }

  async function lookUp(
    address: Address,
    brought: VerifiedIdentity,
    known: Contact | null,
    signal: AbortSignal,
  ): Promise<Bundle[]> {
    const isFresh =
      known !== null &&
      now() - known.resolvedAt < CALLER_FRESH_MS &&
      equals(known.identity.keyState.head, brought.keyState.head)
    if (isFresh) return []
    try {
      const asGuest = (await options.invited?.(brought.payload.id, signal)) ?? null
      if (asGuest !== null) return asGuest
      const limits = {
        policy: 'quorum',
        secondOpinion: known === null,
        signal,
        timeoutMs: LOOK_UP_TIMEOUT_MS,
      } as const
      return (await askOperators(operators, address, limits)).bundles
    } catch (error) {
      if (!isOpenPeerError(error) || signal.aborted) throw error
      return []
    }
  }

  return async (caller: HelloRequest, remotePeer: PeerId): Promise<Contact | null> => {
    try {
      return await check(caller, remotePeer)
    } catch (error) {
      if (errorCode(error) === 'INTERNAL') throw error
      return null
    }
  }
}

/** Somebody known by a name who calls without one is who they were, with the newest keys. */
function withKnownName(caller: Contact | null, known: Contact | null): Contact | null {
  if (caller === null || known === null || known.name === null || caller.status === 'key-changed') return caller
  return { ...known, identity: caller.identity, source: caller.source }
}

function named(text: string): Address {
  return { type: 'name', name: parseName(text) }
}

function broughtBy(caller: HelloRequest): Bundle {
  const { domainRecord, nameRecord, identityRecord } = caller
  return { from: 'the caller', domainRecord, nameRecord, identityRecord, locations: [], homeRecords: [] }
}
