import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OpenPeerError } from '../../errors.ts'
import { createKeys } from '../../peer/create-keys.ts'
import { fileKeyStore } from '../../peer/key-store.node.ts'
import { identityIdText } from '../../records/identity-id.ts'
import { replay } from '../../records/key-log.ts'
import { checkNetwork } from '../../records/kinds.ts'
import { parseDomain } from '../../records/names.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { DEV_NETWORK, type PeerCommandOptions } from '../options.ts'
import { devDirectory, peerDirectory, readPassphrase, readSettings, writeSettings } from '../peer-settings.ts'
import { shownRecoveryKey } from '../recovery-words.ts'

interface CreateOptions extends PeerCommandOptions {
  home: string
  network?: string
  unlisted?: boolean
  qr?: boolean
}

/** Makes keys, saves them sealed, shows the recovery key this once. */
export async function run(context: Context, _: string[], options: CreateOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const keysFile = join(directory, 'keys.json')
  // Keys without settings are somebody's keys all the same: nothing ever writes over them.
  if ((await readSettings(directory)) !== null || existsSync(keysFile)) {
    throw new OpenPeerError(
      'INVALID_ARGUMENT',
      `There is an identity in ${directory} already: choose another --dir to make a second one.`,
    )
  }
  const home = parseDomain(options.home)
  const network = options.network ?? (devDirectory(options, context.env) === null ? 'main' : DEV_NETWORK)
  checkNetwork(network)
  const passphrase = await readPassphrase(context, options, { isNew: true })
  context.output.progress('making keys')
  const { keys, recoveryKey } = await createKeys({ network })
  await fileKeyStore({ path: keysFile, passphrase }).save(keys)
  const unlisted = options.unlisted === true
  await writeSettings(directory, { network, home, name: null, ...(unlisted ? { unlisted } : {}) })
  const id = identityIdText((await replay(keys.keyLog)).id)
  const recovery = shownRecoveryKey(recoveryKey, options)
  context.output.result(
    { id, home, network, directory, unlisted, ...recovery.json },
    [
      `Your identity: ${id}`,
      `Its keys are in ${directory}, sealed with your passphrase.`,
      '',
      recovery.text,
      '',
      unlisted
        ? 'Next: openpeer id invite --for <somebody>     (nobody else finds you, and it stays so)'
        : `Next: openpeer register <name>     (for example "alice" for alice@${home})`,
    ].join('\n'),
  )
  return EXIT.ok
}
