import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OpenPeerError } from '../../errors.ts'
import { type Contact, isTrusted } from '../../peer/contact.ts'
import { joinDevice } from '../../peer/join-device.ts'
import { fileKeyStore } from '../../peer/key-store.node.ts'
import { openStorage } from '../../peer/storage.node.ts'
import { peerIdFromRaw } from '../../records/keys.ts'
import { parseName } from '../../records/names.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openAnonymousPeer } from '../open-peer.ts'
import { DEV_NETWORK, type PeerCommandOptions } from '../options.ts'
import { devDirectory, peerDirectory, readPassphrase, readSettings, writeSettings } from '../peer-settings.ts'
import { qrPicture } from '../qr-picture.ts'

interface NewOptions extends PeerCommandOptions {
  via?: string
  network?: string
  qr?: boolean
}

/** Makes this directory a plain device of whom the name verifiably leads to; it waits to be added on a publisher. */
export async function run(context: Context, [text = '']: string[], options: NewOptions): Promise<number> {
  const name = parseName(text)
  const directory = peerDirectory(options, context.env)
  const keysFile = join(directory, 'keys.json')
  if ((await readSettings(directory)) !== null || existsSync(keysFile)) {
    const taken = `There is an identity in ${directory} already: choose another --dir for the new device.`
    throw new OpenPeerError('INVALID_ARGUMENT', taken)
  }
  const network = options.network ?? (devDirectory(options, context.env) === null ? 'main' : DEV_NETWORK)
  const passphrase = await readPassphrase(context, options, { isNew: true })
  context.output.progress(`looking up ${name.text}`)
  const contact = await find(context, options, { name: name.text, via: options.via ?? name.domain, network })
  const storage = await openStorage(join(directory, 'storage'))
  const { keys, request } = await joinDevice(contact, network, storage).finally(() => storage.close())
  await fileKeyStore({ path: keysFile, passphrase }).save(keys)
  const home = contact.identity.payload.homes[0] ?? name.domain
  await writeSettings(directory, { network, home, name: contact.name?.text ?? name.text })
  const device = peerIdFromRaw(keys.deviceKey.publicKey.raw).toString()
  const lines = [
    `This is a new device of ${name.text}, whose id is ${contact.idText}.`,
    `Its keys are in ${directory}, sealed with your passphrase. Its peer id: ${device}`,
    '',
    'Add it on a device that may change your identity:',
    '',
    `  openpeer device add ${request}`,
    ...(options.qr ? ['', qrPicture(request, context.width)] : []),
    '',
    'Nothing in it is secret. Then: openpeer chat',
  ]
  context.output.result(
    { id: contact.idText, name: name.text, home, network, device, request, directory },
    lines.join('\n'),
  )
  return EXIT.ok
}

async function find(
  context: Context,
  options: NewOptions,
  { name, via, network }: { name: string; via: string; network: string },
): Promise<Contact> {
  const peer = await openAnonymousPeer(context, options, via, network)
  try {
    const contact = await peer.resolve(name, { signal: context.signal })
    if (contact === null) throw new OpenPeerError('NOT_REGISTERED', `Nobody is called ${name}: check its spelling.`)
    if (isTrusted(contact)) return contact
    const code = contact.checks.find((check) => check.code !== undefined)?.code ?? 'NOT_VERIFIED'
    const text = `${name} is '${contact.status}', not verified, so this could become a device of somebody else: look at "openpeer lookup ${name}".`
    throw new OpenPeerError(code, text)
  } finally {
    await peer.stop()
  }
}
