import { isPetname } from '../peer/petname.ts'
import { parseAddress } from '../records/uris.ts'

/** Says what is wrong with a text that can be neither an address nor a petname, before anything is started. */
export function checkWhom(text: string): void {
  if (!isPetname(text)) parseAddress(text)
}
