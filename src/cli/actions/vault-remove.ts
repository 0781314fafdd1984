import type { Context } from '../context.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { atHomes } from '../show-vault.ts'

/** Has every home forget the vault; its words open nothing then. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    context.output.progress('asking your homes to forget the vault')
    const { homes, missing } = await peer.vault.remove({ signal: context.signal })
    const { text, status } = atHomes({ homes, missing }, 'No vault of yours is kept any more at', 'It may still be at')
    context.output.result(
      { homes, missing },
      `${text}\nA copy that somebody made opens with the old words all the same.`,
    )
    return status
  } finally {
    await peer.stop()
  }
}
