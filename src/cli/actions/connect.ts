import { OpenPeerError } from '../../errors.ts'
import { pause } from '../../peer/pause.ts'
import { absentText, checkWhom, shownWhom } from '../check-whom.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { contactText } from '../show-contact.ts'
import { selfReportText } from '../show-self-report.ts'

/** Longer than ICE takes where it finds a path at all. */
const DIRECT_TIMEOUT_MS = 10_000

/** Resolves, connects, waits a while for the direct path, says which path stands. */
export async function run(
  context: Context,
  [address = '']: string[],
  options: PeerCommandOptions & { accept?: boolean },
): Promise<number> {
  const { output, signal } = context
  checkWhom(address) // a wrong address is said before anything is started
  output.progress(`looking up ${shownWhom(address)}`)
  const peer = await openPeer(context, options)
  const { report } = peer.selfWatch
  if (report.state === 'differs') output.notice(`— ${selfReportText(report)}`)
  try {
    const contact = await peer.resolve(address, { signal })
    if (contact === null) {
      output.result({ name: address, found: false }, absentText(address))
      return EXIT.absent
    }
    const petname = (await peer.contacts.get(contact.idText))?.petname ?? null
    if (!output.json) output.notice(contactText(contact, context.width, { petname }))
    output.progress('connecting')
    const start = performance.now()
    const link = await peer.connect(contact, { ...(options.accept ? { accept: true } : {}), signal })
    const connectedMs = Math.round(performance.now() - start)
    if (link.path === 'relayed') output.progress(`relayed after ${connectedMs} ms; waiting for a direct path`)
    await Promise.race([link.direct.catch(() => {}), pause(DIRECT_TIMEOUT_MS, signal)])
    if (signal.aborted) throw new OpenPeerError('ABORTED', 'Stopped.')
    const value = { with: contact.name?.text ?? contact.idText, path: link.path, connectedMs }
    output.result(value, `connected in ${connectedMs} ms, ${link.path}`)
    await link.close()
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
