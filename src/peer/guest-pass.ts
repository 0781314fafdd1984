import type { PeerId } from '@libp2p/interface'
import { helloMac } from '../records/capability.ts'
import type { GuestBook } from './guest-book.ts'
import type { Callee, HelloPass } from './hello.ts'
import type { PeerContacts } from './peer-contacts.ts'

/** What shows somebody unlisted that this device (`self`) was invited; null where it was not. docs/spec/hello.md, "Invitations" */
export function guestPass(guests: GuestBook, self: PeerId): (callee: Callee) => Promise<HelloPass | null> {
  return async ({ id, device }) => {
    const entry = await guests.get(id)
    if (entry === null) return null
    const [caller, callee] = [self, device].map((peer) => peer.toMultihash().bytes)
    const mac = helloMac(entry.invitation, caller as Uint8Array, callee as Uint8Array)
    return { capability: entry.invitation.capability, mac }
  }
}

/** Whoever is forgotten is forgotten with the invitation that led to them. */
export function withGuests(contacts: PeerContacts, guests: Pick<GuestBook, 'forget'>): PeerContacts {
  return {
    ...contacts,
    async forget(whom) {
      await contacts.forget(whom)
      await guests.forget(whom.id)
    },
  }
}
