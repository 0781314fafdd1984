import type { Outside } from '../identity-proofs/outside.ts'
import type { Channels } from '../wire/channels.ts'
import { withoutMemory } from './accept-contact.ts'
import type { AddressBook } from './address-book.ts'
import { findIdentity } from './ask-operators.ts'
import { bindingMemory } from './binding-memory.ts'
import { createBindings } from './bindings.ts'
import { createContactChecker } from './check-contact.ts'
import type { Contacts } from './contacts.ts'
import { createSealedFinder } from './find-sealed.ts'
import { createFinder } from './find-watchers.ts'
import { followPinned } from './follow-pinned.ts'
import { createGuestBook } from './guest-book.ts'
import type { PeerHost } from './host.ts'
import type { Operators } from './operators.ts'
import { createResolver } from './resolve.ts'
import { createInvitedResolver } from './resolve-invited.ts'
import { createKnownResolver } from './resolve-known.ts'
import type { PeerStorage } from './storage.ts'
import { createWitnesses } from './witnesses.ts'

export interface ResolversOptions {
  network: string
  contacts: Contacts
  book: AddressBook
  operators: Operators
  channels: Channels
  outside: Outside
  storage: PeerStorage
  host: PeerHost
  /** This identity. */
  self: { id: Uint8Array; isUnlisted: boolean }
  now: () => number
}

/** All that finds and checks people, for one peer. */
export function createResolvers(options: ResolversOptions) {
  const { network, contacts, book, operators, channels, outside, storage, host, self, now } = options
  const bindings = createBindings({ network, outside, memory: bindingMemory(storage), now })
  const checks = {
    network,
    contacts,
    findIdentity: (id: Uint8Array, signal: AbortSignal) => findIdentity(operators, id, { network, now: now(), signal }),
    now,
  }
  const metAt = (peerId: string) =>
    host.getConnections().find(({ remotePeer, limits }) => limits === undefined && `${remotePeer}` === peerId)
      ?.remoteAddr ?? null
  const witnesses = createWitnesses({ network, operators, channels, bindings, metAt, now })
  const findOther = createFinder({ operators, bindings, network, now, random: Math.random })
  const guests = createGuestBook({ storage, network })
  const guestParts = { guests, finder: createSealedFinder({ operators, channels, network, now }), network, self, now }

  const checker = createContactChecker({ ...checks, bindings, witnesses })
  const looked = createResolver({ contacts, checker, operators, findOther, now })
  const invited = createInvitedResolver({ ...guestParts, resolver: followPinned(looked, contacts), checker, contacts })

  const unknowing = withoutMemory(contacts)
  const strangerChecker = createContactChecker({ ...checks, contacts: unknowing, bindings, witnesses })
  const asStranger = createResolver({ contacts: unknowing, checker: strangerChecker, operators, findOther, now })
  return {
    bindings,
    findOther,
    guests,
    /** Whether this peer found somebody by an invitation. */
    isGuestOf: async (id: Uint8Array) => (await guests.get(id)) !== null,
    invited,
    /** Of those who call. */
    callerChecker: createContactChecker({ ...checks, bindings: bindings.forStrangers, witnesses: null }),
    resolver: createKnownResolver({ resolver: invited, contacts, book }),
    /** As somebody who remembers nobody: `withoutMemory`. */
    stranger: createInvitedResolver({
      ...guestParts,
      resolver: asStranger,
      checker: strangerChecker,
      contacts: unknowing,
    }),
  }
}
