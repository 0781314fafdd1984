import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OpenPeerError } from '../../errors.ts'
import { sealExport } from '../../peer/identity-export.ts'
import { identityKeyOf } from '../../peer/identity-key.ts'
import { fileKeyStore } from '../../peer/key-store.node.ts'
import { identityIdText } from '../../records/identity-id.ts'
import { replay } from '../../records/key-log.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import type { PeerCommandOptions } from '../options.ts'
import { noIdentity, peerDirectory, readPassphrase, readSettings } from '../peer-settings.ts'

/** Writes the identity, sealed with the passphrase of the keys, into a new file; asks no one. */
export async function run(context: Context, [file = '']: string[], options: PeerCommandOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const settings = await readSettings(directory)
  if (settings === null) throw noIdentity(directory)
  const passphrase = await readPassphrase(context, options)
  const keys = await fileKeyStore({ path: join(directory, 'keys.json'), passphrase }).load()
  if (keys === null) throw noIdentity(directory)
  const { keyLog, network } = keys
  const { home, name, unlisted = false } = settings
  const text = await sealExport({ network, home, name, unlisted, identityKey: identityKeyOf(keys), keyLog }, passphrase)
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx', flush: true })
  } catch (cause) {
    const { message } = cause as Error
    throw new OpenPeerError('INVALID_ARGUMENT', `${file} cannot be made: ${message}. Name a new file.`, { cause })
  }
  const id = identityIdText((await replay(keyLog)).id)
  const lines = [
    `${id} is in ${file}, sealed with your passphrase.`,
    'Who has both is you. The recovery key is not in it: keep that one elsewhere.',
  ]
  context.output.result({ id, file, network, home, name }, lines.join('\n'))
  return EXIT.ok
}
