import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'

/** Says what this device knows of the vault; no home is waited for. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    const { status } = peer.vault
    if (status === null) {
      context.output.result({ vault: null }, 'This device knows of no vault. Make one: openpeer vault make')
      return EXIT.absent
    }
    const lines = status.homes.map(({ domain, isCurrent, putAt }) => {
      const when = putAt === null ? 'nothing of it yet' : `put ${new Date(putAt).toISOString()}`
      return `  ${isCurrent ? '✓' : '✗'} ${domain}  ${when}${isCurrent ? '' : ', NOT up to date'}`
    })
    const elsewhere = status.name.endsWith(`@${peer.home}`) ? '' : ` --home ${peer.home}`
    const restore = `On a new device, with your six words: openpeer vault restore ${status.name}${elsewhere}`
    context.output.result({ vault: status }, [`The vault of ${status.name}:`, ...lines, restore].join('\n'))
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
