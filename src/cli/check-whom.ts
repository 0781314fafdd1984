import { isPetname } from '../peer/petname.ts'
import { isInvitation, parseInvitation } from '../records/invitation.ts'
import { parseAddress } from '../records/uris.ts'

/** Says what is wrong with a text that can be neither an address nor a petname nor an invitation, before anything is started. */
export function checkWhom(text: string): void {
  if (isInvitation(text)) parseInvitation(text)
  else if (!isPetname(text)) parseAddress(text)
}

/** How to say it back: an invitation is a secret, and no name. */
export function shownWhom(text: string): string {
  return isInvitation(text) ? 'whoever made this invitation' : text
}

/** What to say where nobody was found. */
export function absentText(text: string): string {
  return isInvitation(text)
    ? 'This invitation leads nowhere: it is over, or not published yet.'
    : `Nobody is called ${text}.`
}
