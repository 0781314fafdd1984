import { readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { OpenPeerError } from '../errors.ts'
import { makeDirectory } from '../make-directory.node.ts'
import { checkNetwork } from '../records/kinds.ts'
import { parseDomain } from '../records/names.ts'
import type { Context } from './context.ts'
import { DEV_DIRECTORY, type DevOptions, type PeerCommandOptions } from './options.ts'

/** What the command line remembers of a person, beside the keys; `peer.json` in their directory. */
export interface PeerSettings {
  network: string
  home: string
  name: string | null
  /** Never published under its id: docs/spec/invitations.md. Left out for everybody else. */
  unlisted?: boolean
}

/** Where this person's files are: --dir, $OPENPEER_DIR, the dev network's own "you", or ~/.openpeer. */
export function peerDirectory(options: PeerCommandOptions, env: NodeJS.ProcessEnv): string {
  if (options.dir !== undefined) return options.dir
  if (env.OPENPEER_DIR) return env.OPENPEER_DIR
  const dev = devDirectory(options, env)
  return dev === null ? join(homedir(), '.openpeer') : join(dev, 'you')
}

/** The directory of the dev network, or null when the real internet is meant. $OPENPEER_DEV stands for a --dev. */
export function devDirectory({ dev }: DevOptions, env: NodeJS.ProcessEnv): string | null {
  if (typeof dev === 'string') return dev
  return env.OPENPEER_DEV || (dev === true ? DEV_DIRECTORY : null)
}

/** Null when nobody has made an identity in this directory. Throws INVALID_CONFIG (not what `writeSettings` wrote). */
export async function readSettings(directory: string): Promise<PeerSettings | null> {
  const file = join(directory, 'peer.json')
  const text = await readIfThere(file)
  if (text === null) return null
  try {
    const { network, home, name, unlisted } = JSON.parse(text) as Partial<PeerSettings>
    if (typeof network !== 'string' || typeof home !== 'string') throw new Error('no network or no home')
    checkNetwork(network)
    const settings = { network, home: parseDomain(home), name: typeof name === 'string' ? name : null }
    return unlisted === true ? { ...settings, unlisted } : settings
  } catch (cause) {
    throw new OpenPeerError(
      'INVALID_CONFIG',
      `${file} cannot be read as {"network": …, "home": …, "name": …}: mend it or restore it. Your keys are in another file.`,
      { cause },
    )
  }
}

/** Written whole or not at all. */
export async function writeSettings(directory: string, settings: PeerSettings): Promise<void> {
  await makeDirectory(directory, 0o700)
  const file = join(directory, 'peer.json')
  await writeFile(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

export function noIdentity(directory: string): OpenPeerError {
  return new OpenPeerError(
    'KEY_STORE_MISSING',
    `There is no identity in ${directory}. Make one: openpeer id create --home <your operator's domain>`,
  )
}

/** From --passphrase-file or $OPENPEER_PASSPHRASE, else asked for at the terminal. `isNew`: twice. INVALID_ARGUMENT, ABORTED. */
export async function readPassphrase(
  context: Context,
  options: PeerCommandOptions,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<string> {
  const file = options.passphraseFile
  if (file !== undefined) {
    const text = await readIfThere(file)
    if (text === null)
      throw new OpenPeerError('INVALID_ARGUMENT', `There is no file ${file} to read a passphrase from.`)
    return text.replace(/\r?\n$/, '')
  }
  if (context.env.OPENPEER_PASSPHRASE) return context.env.OPENPEER_PASSPHRASE
  const { askNewPassphrase, askPassphrase } = await import('./ask-passphrase.ts')
  return isNew ? askNewPassphrase(context) : askPassphrase(context)
}

/** Null when there is no such file. Throws INVALID_ARGUMENT when it is one that this user cannot read. */
async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new OpenPeerError('INVALID_ARGUMENT', `${file} cannot be read: ${message}`, { cause: error })
  }
}
