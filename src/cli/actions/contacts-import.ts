import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { OpenPeerError } from '../../errors.ts'
import { MAX_FILE_LENGTH } from '../../peer/contacts-file.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'

/** Takes what can be taken; `failed` when that is nobody. */
export async function run(context: Context, [path = '']: string[], options: PeerCommandOptions): Promise<number> {
  const { output } = context
  const text = await readText(path === '-' ? context.input : createReadStream(path))
  const peer = await openPeer(context, options)
  try {
    const report = await peer.contacts.import(text)
    const { added, updated, passedOver, isOwn } = report
    const lines = [
      `${added.length} added, ${updated.length} known before, ${passedOver.length} passed over.`,
      ...passedOver.map(({ who, code, message }) => `  ${who}: ${message} (${code})`),
      ...(isOwn
        ? []
        : ['Not an export of yours: only their ids were taken for true. Look each up before you rely on a name.']),
    ]
    output.result(report, lines.join('\n'))
    return added.length + updated.length === 0 && passedOver.length > 0 ? EXIT.failed : EXIT.ok
  } finally {
    await peer.stop()
  }
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_FILE_LENGTH) {
      stream.destroy()
      throw new OpenPeerError('LIMIT_EXCEEDED', `A file has at most ${MAX_FILE_LENGTH / 1024 / 1024} MiB: split it.`)
    }
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
