import { OpenPeerError } from '../errors.ts'
import type { Connector } from './connect.ts'
import type { Contacts } from './contacts.ts'
import type { Invitations } from './invitations.ts'
import type { OwnInvitations } from './own-invitations.ts'

/** The invitations of a peer; of one that is listed there are none (`own` is null). A withdrawal ends the links that it was for. */
export function peerInvitations(
  own: OwnInvitations | null,
  { connector, contacts }: { connector: Pick<Connector, 'links'>; contacts: Pick<Contacts, 'byId'> },
): Invitations {
  if (own === null) return { create: listed, withdraw: listed, list: () => [] }
  return {
    create: (options) => own.create(options),
    list: () => own.list(),
    async withdraw(which, options) {
      const withdrawn = await own.withdraw(which, options)
      // Who came by another invitation too, or is a pinned contact, stays.
      const standing = own.list().filter(({ withdrawnAt }) => withdrawnAt === null)
      for (const link of connector.links()) {
        const { id, idText } = link.contact
        if (!withdrawn.guests.includes(idText) || standing.some(({ guests }) => guests.includes(idText))) continue
        const pin = (await contacts.byId(id).catch(() => null))?.pin ?? null
        if (pin === null) await link.close()
      }
      return withdrawn
    },
  }
}

async function listed(): Promise<never> {
  const text = 'Only an unlisted identity has invitations: others are found by their name or id.'
  throw new OpenPeerError('INVALID_ARGUMENT', text)
}
