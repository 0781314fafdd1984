import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../../errors.ts'
import { withNewerLog } from '../../peer/change-keys.ts'
import { type IdentityExport, keysOfExport, openExport } from '../../peer/identity-export.ts'
import { fileKeyStore } from '../../peer/key-store.node.ts'
import type { PeerKeys } from '../../peer/key-store.ts'
import { identityIdText } from '../../records/identity-id.ts'
import { replay } from '../../records/key-log.ts'
import type { Context } from '../context.ts'
import { deviceWithout } from '../device-of-identity.ts'
import { EXIT } from '../exit-codes.ts'
import { openAnonymousPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { peerDirectory, readPassphrase, readSettings, writeSettings } from '../peer-settings.ts'

interface ImportOptions extends PeerCommandOptions {
  forRecovery?: boolean
}

/**
 * Makes this directory another device of an exported identity, if its keys are still in force. Where it is a plain device of
 * that identity, or one whose key was replaced, it becomes a publisher and stays the device that it is.
 */
export async function run(context: Context, [file = '']: string[], options: ImportOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const keysFile = join(directory, 'keys.json')
  const text = await read(file)
  const passphrase = await readPassphrase(context, options)
  const exported = await openExport(text, passphrase)
  const isTaken = (await readSettings(directory)) !== null || existsSync(keysFile)
  const device = isTaken ? await deviceWithout(exported, directory, fileKeyStore({ path: keysFile, passphrase })) : {}
  const { network, home, name, unlisted = false } = exported
  context.output.progress('asking operators for the newest keys of this identity')
  const { keys: made, isInForce } = await checked(context, options, exported)
  const keys = { ...made, ...device }
  const id = identityIdText((await replay(keys.keyLog)).id)
  if (!isInForce && options.forRecovery !== true) {
    throw new OpenPeerError(
      'KEY_CHANGED',
      `The keys of ${id} were replaced since this export: use a newer export. To take the identity back with your recovery words: --for-recovery, then "openpeer id recover".`,
    )
  }
  await fileKeyStore({ path: keysFile, passphrase }).save(keys)
  await writeSettings(directory, { network, home, name: isInForce ? name : null, ...(unlisted ? { unlisted } : {}) })
  const kept = isTaken ? 'and this device is a publisher now' : 'with keys of its own for this device'
  const local = name?.split('@')[0] ?? '<name>'
  const own = unlisted ? 'openpeer id invite' : `openpeer register ${local}`
  const next = isInForce ? own : 'openpeer id recover'
  context.output.result(
    { id, home, network, name, directory, inForce: isInForce },
    `${id} is in ${directory}, ${kept}, sealed with the passphrase of the export.\nNext: ${next}`,
  )
  return EXIT.ok
}

/** The keys with the newest log that operators show, and whether the identity key may still sign under it. */
async function checked(
  context: Context,
  options: ImportOptions,
  exported: IdentityExport,
): Promise<{ keys: PeerKeys; isInForce: boolean }> {
  const mine = await keysOfExport(exported)
  // Operators hold no record of it by its id, and none is to be asked for one.
  if (exported.unlisted === true) return { keys: mine, isInForce: true }
  const { id } = await replay(mine.keyLog)
  const peer = await openAnonymousPeer(context, options, exported.home, exported.network)
  try {
    const shown = await peer.resolve(identityIdText(id), { policy: 'quorum', signal: context.signal })
    const keys = shown === null ? mine : withNewerLog(mine, shown.identity.payload.keyLog)
    const { signingKey } = await replay(keys.keyLog)
    return { keys, isInForce: equals(signingKey, exported.identityKey.publicKey.raw) }
  } catch (error) {
    // One that ended for want of renewal: the newest version is published over it, and not taken if its log is an old one.
    if (isOpenPeerError(error, 'RECORD_EXPIRED')) return { keys: mine, isInForce: true }
    throw error
  } finally {
    await peer.stop()
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const { message } = cause as Error
    throw new OpenPeerError('INVALID_ARGUMENT', `${file} cannot be read as an export: ${message}`, { cause })
  }
}
