import { askWhetherSure } from '../ask-whether-sure.ts'
import type { Context } from '../context.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { readRecoveryKey } from '../recovery-words.ts'
import { keyChangeAnswer } from '../show-key-change.ts'

interface RevokeOptions extends PeerCommandOptions {
  wordsFile?: string
  yes?: boolean
}

/** Ends the identity for good. */
export async function run(context: Context, _: string[], options: RevokeOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    const what = `This ends ${peer.idText} for good, for everybody`
    if (options.yes !== true) {
      await askWhetherSure(context, { what, where: 'its id', text: peer.idText, end: 'first' })
    }
    const recoveryKey = await readRecoveryKey(context, options.wordsFile)
    context.output.progress('ending the identity')
    const { json, text, status } = keyChangeAnswer(await peer.identity.revoke(recoveryKey, { signal: context.signal }))
    const end = 'Nobody speaks for it any more, and nothing brings it back. To go on, make another in another --dir.'
    context.output.result({ id: peer.idText, revoked: true, ...json }, `${peer.idText} is revoked. ${text}\n${end}`)
    return status
  } finally {
    await peer.stop()
  }
}
