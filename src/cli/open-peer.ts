import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OpenPeerError } from '../errors.ts'
import { type DevNetwork, readDevNetwork } from '../identity-proofs/dev-network.ts'
import { createOutside } from '../identity-proofs/outside.node.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import type { Peer } from '../peer/peer.ts'
import type { Context } from './context.ts'
import type { DevOptions, PeerCommandOptions } from './options.ts'
import {
  devDirectory,
  noIdentity,
  peerDirectory,
  readPassphrase,
  readSettings,
  writeSettings,
} from './peer-settings.ts'

/** The dev network that is meant, or null for the real internet. Throws INVALID_ARGUMENT when none runs there. */
export async function readDev(context: Context, options: DevOptions): Promise<DevNetwork | null> {
  const directory = devDirectory(options, context.env)
  if (directory === null) return null
  const file = join(directory, 'dev-network.json')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    const message = `No dev network in ${directory}: start one with "openpeer dev", or name its directory: --dev <path>.`
    throw new OpenPeerError('INVALID_ARGUMENT', message, { cause })
  }
  try {
    return readDevNetwork(JSON.parse(text))
  } catch (cause) {
    const message = `${file} was not written by "openpeer dev", or is damaged: start that again.`
    throw new OpenPeerError('INVALID_CONFIG', message, { cause })
  }
}

/** Names and certificates of the dev network when one is meant, else the real DNS and WebPKI. Throws as `readDev`. */
export async function openOutside(context: Context, options: DevOptions): Promise<Outside> {
  const dev = await readDev(context, options)
  return createOutside(dev === null ? {} : { dev })
}

/** The person whose files are in the chosen directory, running. Throws KEY_STORE_MISSING, KEY_STORE_LOCKED. */
export async function openPeer(context: Context, options: PeerCommandOptions): Promise<Peer> {
  const directory = peerDirectory(options, context.env)
  const settings = await readSettings(directory)
  if (settings === null) throw noIdentity(directory)
  const outside = await openOutside(context, options)
  const passphrase = await readPassphrase(context, options)
  const [{ createPeer }, { fileKeyStore }, { openStorage }] = await Promise.all([
    import('../peer/peer.node.ts'),
    import('../peer/key-store.node.ts'),
    import('../peer/storage.node.ts'),
  ])
  const inDev = devDirectory(options, context.env) !== null
  const storage = await openStorage(join(directory, 'storage'))
  try {
    const peer = await createPeer({
      network: settings.network,
      home: settings.home,
      keyStore: fileKeyStore({ path: join(directory, 'keys.json'), passphrase }),
      storage,
      outside,
      privacy: { unlisted: settings.unlisted === true, ...(inDev ? { privateAddresses: true } : {}) },
    })
    // Another device moved, or a move ended before it was written down.
    const { home, name } = peer
    if (home !== settings.home) await writeSettings(directory, { ...settings, home, name: name?.text ?? settings.name })
    return peer
  } catch (error) {
    await storage.close()
    throw error
  }
}

/** A nobody who may look people up through `via`: fresh keys, nothing kept. */
export async function openAnonymousPeer(
  context: Context,
  options: PeerCommandOptions,
  via: string,
  network: string,
): Promise<Peer> {
  const outside = await openOutside(context, options)
  const [{ createPeer }, { memoryKeyStore }, { createKeys }] = await Promise.all([
    import('../peer/peer.node.ts'),
    import('../peer/key-store.ts'),
    import('../peer/create-keys.ts'),
  ])
  const inDev = devDirectory(options, context.env) !== null
  const { keys } = await createKeys({ network })
  return createPeer({
    network,
    home: via,
    keyStore: memoryKeyStore(keys),
    outside,
    listen: [],
    ...(inDev ? { privacy: { privateAddresses: true } } : {}),
  })
}
