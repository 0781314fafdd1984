import { absentText, checkWhom, shownWhom } from '../check-whom.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { entryJson, entryText } from '../show-entry.ts'

interface AddOptions extends PeerCommandOptions {
  petname?: string
  accept?: boolean
}

/** Finds, checks, pins; nobody of that address is `absent`. */
export async function run(context: Context, [address = '']: string[], options: AddOptions): Promise<number> {
  const { output, signal, width } = context
  checkWhom(address) // a wrong address is said before anything is started
  output.progress(`looking up ${shownWhom(address)}`)
  const peer = await openPeer(context, options)
  try {
    const { petname, accept } = options
    const given = { ...(petname === undefined ? {} : { petname }), ...(accept ? { accept: true } : {}), signal }
    if ((await peer.resolve(address, { signal })) === null) {
      output.result({ name: address, found: false }, absentText(address))
      return EXIT.absent
    }
    const entry = await peer.contacts.add(address, given)
    output.result(entryJson(entry), entryText(entry, width))
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
