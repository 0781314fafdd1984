import type { OwnDevice } from '../../peer/own-devices.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { table } from '../output.ts'
import { STOLEN } from '../watch-devices.ts'

/** Shows the devices as operators hold them now. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    context.output.progress('asking for your devices')
    const devices = await peer.devices.list({ signal: context.signal })
    const listed = devices.some(({ isThis }) => isThis)
    const rows = devices.map((device): [string, string] => [device.peerId.toString(), words(device)])
    const lacking = listed ? [] : ['', 'This device is not among them: add it on a publisher, "openpeer device add".']
    context.output.result(
      {
        id: peer.idText,
        devices: devices.map(({ peerId, isPublisher, isThis, isOnline, isNews }) => ({
          device: peerId.toString(),
          publisher: isPublisher,
          thisDevice: isThis,
          online: isOnline,
          news: isNews,
        })),
      },
      [table(rows, context.width), ...lacking, ...(devices.some(({ isNews }) => isNews) ? ['', STOLEN] : [])].join(
        '\n',
      ),
    )
    await peer.devices.acknowledge()
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}

function words({ isPublisher, isThis, isOnline, isNews }: OwnDevice): string {
  const kind = `${isNews ? 'NEW, added by another device of yours, ' : ''}${isPublisher ? 'publisher' : 'plain'}`
  // What this command itself announces in passing says nothing.
  if (isThis) return `${kind}, this device`
  return isOnline === null ? kind : `${kind}, ${isOnline ? 'online' : 'offline'}`
}
