import type { ContactEntry } from '../../peer/contact-entry.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { withEntry } from '../find-entry.ts'
import { entryJson, entryText } from '../show-entry.ts'

function show(entry: ContactEntry, { output, width }: Context): number {
  output.result(entryJson(entry), entryText(entry, width))
  return EXIT.ok
}

export const accept = withEntry(async (peer, entry, context) => {
  context.output.progress(`looking ${entry.shownAs} up anew`)
  return show(await peer.contacts.accept(entry, { signal: context.signal }), context)
})

export const block = withEntry(async (peer, entry, context) => show(await peer.contacts.block(entry), context))

export const unblock = withEntry(async (peer, entry, context) => show(await peer.contacts.unblock(entry), context))

export const forget = withEntry(async (peer, { idText, shownAs, ...rest }, { output }) => {
  await peer.contacts.forget(rest)
  output.result({ id: idText, forgotten: true }, `${shownAs} is forgotten.`)
  return EXIT.ok
})
