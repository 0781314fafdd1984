import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileKeyStore } from '../../peer/key-store.node.ts'
import type { OpenedVault } from '../../peer/open-vault.ts'
import { checkedPassphrase } from '../../peer/vault-keys.ts'
import { identityIdText } from '../../records/identity-id.ts'
import { checkNetwork } from '../../records/kinds.ts'
import { parseDomain, parseName } from '../../records/names.ts'
import { askPassphrase } from '../ask-passphrase.ts'
import type { Context } from '../context.ts'
import { deviceWithout } from '../device-of-identity.ts'
import { EXIT } from '../exit-codes.ts'
import { openAnonymousPeer } from '../open-peer.ts'
import { DEV_NETWORK, type PeerCommandOptions } from '../options.ts'
import { devDirectory, peerDirectory, readPassphrase, readSettings, writeSettings } from '../peer-settings.ts'
import { readWordsFile } from '../recovery-words.ts'

interface RestoreOptions extends PeerCommandOptions {
  wordsFile?: string
  home?: string
  network?: string
  forRecovery?: boolean
}

const NO_TERMINAL =
  'The words of the vault are needed and there is no terminal to ask at: put them into a file, --words-file.'

/**
 * Makes this directory another device of whoever has these words, if the keys in the vault are still in force. A plain device
 * of that identity, or one whose key was replaced, becomes a publisher.
 */
export async function run(context: Context, [text = '']: string[], options: RestoreOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const keysFile = join(directory, 'keys.json')
  const isTaken = (await readSettings(directory)) !== null || existsSync(keysFile)
  const name = parseName(text)
  const home = options.home === undefined ? name.domain : parseDomain(options.home)
  const network = options.network ?? (devDirectory(options, context.env) === null ? 'main' : DEV_NETWORK)
  checkNetwork(network)
  const { wordsFile } = options
  // Misspelt words are said before anything else is asked for.
  const words = checkedPassphrase(
    wordsFile === undefined
      ? await askPassphrase(context, 'Words of the vault', NO_TERMINAL)
      : await readWordsFile(wordsFile, 'the words of the vault'),
  )
  const passphrase = await readPassphrase(context, options, { isNew: !isTaken })
  const keyStore = fileKeyStore({ path: keysFile, passphrase })
  if (isTaken) await keyStore.load() // a wrong passphrase is said before anybody is asked
  const opened = await open(context, { ...options, home, network }, { name: name.text, words })
  if (opened === null) {
    const message = `Nothing at ${home} opens with these words and ${name.text}: look at both, and at --home if you have moved.`
    context.output.result({ name: name.text, home, found: false }, message)
    return EXIT.absent
  }
  const { isInForce, heardFrom } = opened
  const keys = { ...opened.keys, ...(isTaken ? await deviceWithout(opened.keys, directory, keyStore) : {}) }
  const id = identityIdText(opened.id)
  await keyStore.save(keys)
  const isOfHome = isInForce && name.domain === home
  await writeSettings(directory, { network, home, name: isOfHome ? name.text : null })
  const kept = isTaken ? 'and this device is a publisher now' : 'with keys of its own for this device'
  const alone = heardFrom.every((domain) => domain === home)
  context.output.result(
    { id, home, network, name: name.text, directory, inForce: isInForce, heardFrom },
    [
      `${id} is in ${directory}, ${kept}, sealed with your passphrase.`,
      ...(alone
        ? [`NOBODY but ${home} could be asked whether these keys are in force: an old vault would look the same.`]
        : []),
      `Next: ${isInForce ? `openpeer register ${isOfHome ? name.local : '<your name there>'}` : 'openpeer id recover'}`,
    ].join('\n'),
  )
  return EXIT.ok
}

async function open(
  context: Context,
  options: RestoreOptions & { home: string; network: string },
  given: { name: string; words: string },
): Promise<OpenedVault | null> {
  const { output, signal } = context
  const { home, network, forRecovery = false } = options
  const peer = await openAnonymousPeer(context, options, home, network)
  try {
    output.progress(`asking ${home} for the vault, and other operators for the newest keys`)
    return await peer.vault.open({ ...given, forRecovery, signal })
  } finally {
    await peer.stop()
  }
}
