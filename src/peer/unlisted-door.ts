import type { PeerId } from '@libp2p/interface'
import { helloMac, isSameMac } from '../records/capability.ts'
import { identityIdText } from '../records/identity-id.ts'
import type { HelloRequest } from '../wire/messages.js'
import type { AddressBook } from './address-book.ts'
import type { Door } from './check-caller.ts'
import type { Contacts } from './contacts.ts'
import { openIdentity } from './device.ts'
import type { OwnInvitations } from './own-invitations.ts'

export interface UnlistedDoorOptions {
  invitations: Pick<OwnInvitations, 'live' | 'came'>
  contacts: Contacts
  book: AddressBook
  network: string
  /** This device. */
  self: PeerId
}

/**
 * Whom an unlisted peer hears: who shows a MAC under an invitation that stands, and contacts that are pinned. Nobody is asked
 * about anybody else. docs/spec/hello.md, "Invitations"
 */
export function createUnlistedDoor({ invitations, contacts, book, network, self }: UnlistedDoorOptions): Door {
  /** Both ends are proven by the connection, so that what one caller showed is worth nothing to another. */
  function isInvited({ capability, mac }: HelloRequest, caller: PeerId): boolean {
    const read = invitations.live(capability)
    return read !== null && isSameMac(mac, helloMac(read, multihash(caller), multihash(self)))
  }

  async function isPinned(id: Uint8Array): Promise<boolean> {
    const pin = (await contacts.byId(id).catch(() => null))?.pin ?? null
    return pin !== null || (await book.get(id))?.kept === true
  }

  return async (caller, remotePeer) => {
    const { id } = (await openIdentity(caller.identityRecord, network)).payload
    if (isInvited(caller, remotePeer)) {
      await invitations.came(caller.capability, identityIdText(id))
      return { invited: true }
    }
    return (await isPinned(id)) ? { invited: false } : null
  }
}

function multihash(peer: PeerId): Uint8Array {
  return peer.toMultihash().bytes
}
