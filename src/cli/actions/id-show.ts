import { join } from 'node:path'
import { isPublisher } from '../../peer/identity-key.ts'
import { fileKeyStore } from '../../peer/key-store.node.ts'
import { identityIdText } from '../../records/identity-id.ts'
import { replay } from '../../records/key-log.ts'
import { peerIdFromRaw } from '../../records/keys.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import type { PeerCommandOptions } from '../options.ts'
import { table } from '../output.ts'
import { noIdentity, peerDirectory, readPassphrase, readSettings } from '../peer-settings.ts'
import { readSelfReport, selfReportText } from '../show-self-report.ts'

/** Shows what this directory holds; asks no one. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const settings = await readSettings(directory)
  const passphrase = settings === null ? '' : await readPassphrase(context, options)
  const keys = settings === null ? null : await fileKeyStore({ path: join(directory, 'keys.json'), passphrase }).load()
  if (settings === null || keys === null) throw noIdentity(directory)
  const state = await replay(keys.keyLog)
  const shown = {
    id: identityIdText(state.id),
    name: settings.name,
    home: settings.home,
    network: settings.network,
    device: peerIdFromRaw(keys.deviceKey.publicKey.raw).toString(),
    publisher: isPublisher(keys),
    keyEvents: state.length,
    directory,
    unlisted: settings.unlisted === true,
    watched: await readSelfReport(directory),
  }
  context.output.result(
    shown,
    table(
      [
        ['id', shown.id],
        ['name', shown.name ?? (shown.unlisted ? '(none: unlisted)' : '(none yet: openpeer register <name>)')],
        ['home', shown.home],
        ['network', shown.network],
        ['device', `${shown.device}${shown.publisher ? '' : ' (plain)'}`],
        ['key log', `${shown.keyEvents} event${shown.keyEvents === 1 ? '' : 's'}`],
        ['kept in', directory],
        ['watched', selfReportText(shown.watched)],
      ],
      context.width,
    ),
  )
  return EXIT.ok
}
