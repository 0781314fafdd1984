import { openDeviceRequest } from '../../records/device-request.ts'
import { peerIdFromRaw, rawFromPeerId } from '../../records/keys.ts'
import { askWhetherSure } from '../ask-whether-sure.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'

/** Lists the device of a request, and publishes. */
export async function run(
  context: Context,
  [text = '']: string[],
  options: PeerCommandOptions & { yes?: boolean },
): Promise<number> {
  const { entry } = await openDeviceRequest(text) // a wrong text is said before anything is started
  const device = peerIdFromRaw(rawFromPeerId(entry.peerId)).toString()
  if (options.yes !== true) {
    await askWhetherSure(context, {
      what: `Whoever has the device ${device} will speak as you`,
      where: 'the peer id that your new device shows',
      text: device,
      end: 'last',
    })
  }
  const peer = await openPeer(context, options)
  try {
    context.output.progress('publishing your devices')
    const { holders, needed } = await peer.devices.add(text, { signal: context.signal })
    const lines = [
      `${device} is a device of yours now. Published: ${holders} operator nodes hold it.`,
      'It can be called and can talk as you; it cannot change your identity, and it has none of your messages and contacts.',
    ]
    context.output.result({ id: peer.idText, device, holders, needed }, lines.join('\n'))
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
