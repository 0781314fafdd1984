import type { ContactEntry } from '../../peer/contact-entry.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { entryJson, entryLines } from '../show-entry.ts'

/** Everybody, in the order of what they are called. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    const entries: ContactEntry[] = []
    for await (const entry of peer.contacts.list()) entries.push(entry)
    entries.sort((a, b) => a.shownAs.localeCompare(b.shownAs))
    const text = entries.map((entry) => entryLines(entry, context.width)).join('\n')
    context.output.result({ contacts: entries.map(entryJson) }, text === '' ? 'You have no contacts yet.' : text)
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
