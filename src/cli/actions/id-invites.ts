import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { invitationJson, invitationLines } from '../show-invitation.ts'

/** Lists the invitations: those that stand, and those withdrawn not long ago. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    const invitations = peer.invitations.list()
    const text =
      invitations.length === 0
        ? 'No invitations. Make one: openpeer id invite --for <somebody>     (an unlisted identity only)'
        : invitations.map(invitationLines).join('\n')
    context.output.result({ invitations: invitations.map(invitationJson) }, text)
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
