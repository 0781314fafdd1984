import { writeFile } from 'node:fs/promises'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'

/** Writes a new file that only its owner may read, or says it. A file that is there is never written over. */
export async function run(
  context: Context,
  [path]: string[],
  { format = 'json', ...options }: PeerCommandOptions & { format?: 'json' | 'vcard' },
): Promise<number> {
  const { output } = context
  const peer = await openPeer(context, options)
  try {
    const text = await peer.contacts.export(format)
    if (path === undefined) {
      // Terminals and pipes get lines as they know them.
      output.result({ format, text }, text.replaceAll('\r', '').trimEnd())
      return EXIT.ok
    }
    await writeFile(path, text, { mode: 0o600, flag: 'wx' })
    output.result({ format, file: path }, `Written to ${path}. It says whom you know: keep it to yourself.`)
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
