import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { qrPicture } from '../qr-picture.ts'
import { invitationJson, unpublished } from '../show-invitation.ts'

interface InviteOptions extends PeerCommandOptions {
  for?: string
  qr?: boolean
}

/** Makes an invitation and shows it; one that could not be published yet is made all the same. */
export async function run(context: Context, _: string[], options: InviteOptions): Promise<number> {
  const { output, signal, width } = context
  const peer = await openPeer(context, options)
  try {
    output.progress('making an invitation')
    const label = options.for === undefined ? {} : { label: options.for }
    const made = await peer.invitations.create({ ...label, signal })
    // Capitals take half the room in a QR code, and readers ignore case.
    const code = options.qr ? ['', qrPicture(made.uri.toUpperCase(), width)] : []
    const whom = made.label === null ? 'one person' : made.label
    const advice = [
      `Give it to ${whom} by another way, and to nobody else: whoever has it can find and call you.`,
      `They type: openpeer contacts add <invitation>     Withdraw it: openpeer id uninvite ${made.n}`,
    ]
    const trouble = made.published ? [] : ['', `It is ${unpublished(made.failure)}.`]
    output.result(invitationJson(made), [made.uri, ...code, '', ...advice, ...trouble].join('\n'))
    return made.published ? EXIT.ok : EXIT.unreachable
  } finally {
    await peer.stop()
  }
}
