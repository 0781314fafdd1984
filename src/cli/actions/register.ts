import { OpenPeerError } from '../../errors.ts'
import { parseName } from '../../records/names.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { noIdentity, peerDirectory, readSettings, writeSettings } from '../peer-settings.ts'

interface RegisterOptions extends PeerCommandOptions {
  displayName?: string
  token?: string
}

/** Takes the name at the home and publishes the identity; remembers the name. */
export async function run(context: Context, [given = '']: string[], options: RegisterOptions): Promise<number> {
  const directory = peerDirectory(options, context.env)
  const settings = await readSettings(directory)
  if (settings === null) throw noIdentity(directory)
  const { local, domain, text } = parseName(given.includes('@') ? given : `${given}@${settings.home}`)
  if (domain !== settings.home) {
    const message = `Your home is ${settings.home}, and a home gives names of its own domain: openpeer register ${local}`
    throw new OpenPeerError('INVALID_ARGUMENT', message)
  }
  context.output.progress(`registering ${text}`)
  const peer = await openPeer(context, options)
  try {
    const done = await peer.register(local, {
      ...(options.displayName === undefined ? {} : { displayName: options.displayName }),
      ...(options.token === undefined ? {} : { token: options.token }),
      signal: context.signal,
    })
    await writeSettings(directory, { ...settings, name: done.name.text })
    context.output.result(
      { name: done.name.text, id: peer.idText, holders: done.holders, needed: done.needed },
      `You are ${done.name.text} now; ${done.holders} operator nodes hold your record.`,
    )
    return EXIT.ok
  } finally {
    await peer.stop()
  }
}
