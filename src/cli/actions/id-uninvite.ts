import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { invitationJson } from '../show-invitation.ts'

/** Withdraws one invitation: its holder is let in no more from now on, whether operators could be told or not. */
export async function run(context: Context, [which = '']: string[], options: PeerCommandOptions): Promise<number> {
  const { output, signal } = context
  const peer = await openPeer(context, options)
  try {
    output.progress('withdrawing the invitation')
    const { label, n, ...rest } = await peer.invitations.withdraw(/^\d+$/.test(which) ? Number(which) : which, {
      signal,
    })
    const withdrawn = { label, n, ...rest }
    const pinned =
      'A guest whom you added to your contacts may still call: openpeer contacts block or forget ends that.'
    const told = withdrawn.published
      ? 'Operators hold nothing behind it any more.'
      : 'No operator could be told yet: it is tried again whenever you are connected.'
    output.result(invitationJson(withdrawn), `Withdrawn: ${label ?? n}. ${told}\n${pinned}`)
    return withdrawn.published ? EXIT.ok : EXIT.unreachable
  } finally {
    await peer.stop()
  }
}
