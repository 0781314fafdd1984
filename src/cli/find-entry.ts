import { OpenPeerError } from '../errors.ts'
import type { ContactEntry } from '../peer/contact-entry.ts'
import type { Peer } from '../peer/peer.ts'
import { checkWhom } from './check-whom.ts'
import type { Action, Context } from './context.ts'
import { EXIT } from './exit-codes.ts'
import { openPeer } from './open-peer.ts'
import type { PeerCommandOptions } from './options.ts'

/** What is done with the contact whom the first argument names; `context` is the command's. */
type Work<Options> = (peer: Peer, entry: ContactEntry, context: Context, options: Options) => Promise<number>

/** An action on one contact of the person of this directory: ends with `absent` where there is none of that name. */
export function withEntry<Options extends PeerCommandOptions>(work: Work<Options>): Action<Options> {
  return async (context, [who = ''], options) => {
    checkWhom(who) // a wrong address is said before anything is started
    const peer = await openPeer(context, options)
    try {
      const entry = await peer.contacts.get(who)
      if (entry !== null) return await work(peer, entry, context, options)
      const text = `You have no contact ${who}: openpeer contacts add <address>`
      context.output.result({ name: who, found: false }, text)
      return EXIT.absent
    } finally {
      await peer.stop()
    }
  }
}

/** The contact as found by now; throws INVALID_ARGUMENT when nobody knows the id. */
export async function lookedUp(peer: Peer, entry: ContactEntry, signal: AbortSignal): Promise<ContactEntry> {
  if (entry.contact !== null) return entry
  const found = await peer.resolve(entry.petname ?? entry.name?.text ?? entry.idText, { signal })
  const known = found === null ? null : await peer.contacts.get(entry.idText)
  if (known?.contact != null) return known
  throw new OpenPeerError('INVALID_ARGUMENT', `Nobody knows the identity of ${entry.shownAs}: ask them for their id.`)
}
