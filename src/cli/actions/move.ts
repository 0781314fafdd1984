import { OpenPeerError } from '../../errors.ts'
import type { OldName } from '../../peer/former-names.ts'
import type { Moved } from '../../peer/move-home.ts'
import { parseName } from '../../records/names.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { noIdentity, peerDirectory, readSettings, writeSettings } from '../peer-settings.ts'
import { movedVaultLine } from '../show-vault.ts'

interface MoveOptions extends PeerCommandOptions {
  token?: string
}

/** Takes the name at the new home, publishes that it is the home, and has the next command use it. */
export async function run(context: Context, [given = '']: string[], options: MoveOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const settings = await readSettings(directory)
  if (settings === null) throw noIdentity(directory)
  if (!given.includes('@')) {
    throw new OpenPeerError('INVALID_ARGUMENT', `Say which name at which new home: openpeer move ${given}@c.example`)
  }
  const { text } = parseName(given)
  context.output.progress(`moving to ${text}`)
  const peer = await openPeer(context, options)
  try {
    const token = options.token === undefined ? {} : { token: options.token }
    const moved = await peer.move(text, { ...token, signal: context.signal })
    await writeSettings(directory, { ...settings, home: peer.home, name: moved.name.text })
    const { status: vault } = peer.vault
    const ofVault = vault === null ? [] : [movedVaultLine(vault, peer.home)]
    context.output.result(
      { ...moveJson(peer.idText, peer.home, moved), vault },
      [moveText(peer.home, moved), ...ofVault].join('\n'),
    )
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}

function moveJson(id: string, home: string, { name, holders, needed, oldNames }: Moved): object {
  return {
    name: name.text,
    id,
    home,
    holders,
    needed,
    oldNames: oldNames.map((old) => ({ ...old, name: old.name.text })),
  }
}

function moveText(home: string, { name, holders, oldNames }: Moved): string {
  const done = `You are ${name.text} now, and ${home} is your home; ${holders} operator nodes hold your record.`
  return [done, 'Your id, keys and contacts are the same.', ...oldNames.map((old) => oldText(old, name.text))].join(
    '\n',
  )
}

function oldText({ name, outcome, code }: OldName, to: string): string {
  if (outcome === 'moved') return `${name.text} says from now on that you are ${to}.`
  const followed = 'Who pinned you finds you all the same; tell others your new name.'
  if (outcome === 'refused') return `${name.domain} does not say where ${name.text} moved (${code}). ${followed}`
  return `${name.domain} cannot be reached (${code}). ${followed} To ask it again: openpeer move ${to}`
}
