import { join } from 'node:path'
import { startPeople } from '../../testnet/people.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openOutside } from '../open-peer.ts'
import { DEV_DIRECTORY, DEV_NETWORK, type PeerCommandOptions } from '../options.ts'
import { devDirectory } from '../peer-settings.ts'
import { untilAborted } from '../until-aborted.ts'

/** The inhabitants of the dev network, until they are told to stop. */
export async function run(context: Context, names: string[], options: PeerCommandOptions): Promise<number> {
  const outside = await openOutside(context, options)
  const directory = join(devDirectory(options, context.env) ?? DEV_DIRECTORY, 'people')
  try {
    const { people, stop } = await startPeople({ network: DEV_NETWORK, outside, directory, names })
    try {
      context.output.event({ event: 'ready', people }, people.map(({ name }) => name).join(', '))
      await untilAborted(context.signal)
    } finally {
      await stop()
    }
  } finally {
    await outside.stop?.()
  }
  return EXIT.ok
}
