import type { Context } from '../context.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { readRecoveryKey, shownRecoveryKey } from '../recovery-words.ts'
import { keyChangeAnswer } from '../show-key-change.ts'

interface RecoverOptions extends PeerCommandOptions {
  wordsFile?: string
  qr?: boolean
}

/** Takes the identity back with the recovery key; shows the next one before anything is changed. */
export async function run(context: Context, _: string[], options: RecoverOptions): Promise<number> {
  const { output, signal } = context
  const peer = await openPeer(context, options)
  try {
    const hadVault = peer.vault.status !== null
    const recoveryKey = await readRecoveryKey(context, options.wordsFile)
    output.progress('looking for the newest keys of your identity')
    const change = await peer.identity.recover(recoveryKey, {
      signal,
      onNewRecoveryKey: (next) => {
        const { json, text } = shownRecoveryKey(next, options)
        output.event(json, `The words that you gave are used up. Your new ones:\n\n${text}\n`)
      },
    })
    const { json, text, status } = keyChangeAnswer(change)
    const next =
      'Whatever was signed with a stolen key since is void. Of your devices only this one is listed now. See that your\n' +
      'profile is yours: openpeer prove --list' +
      (hadVault ? '\nThe words of your vault open nothing any more. Make another: openpeer vault make' : '')
    output.result({ id: peer.idText, ...json }, `Your identity is yours again. ${text}\n${next}`)
    return status
  } finally {
    await peer.stop()
  }
}
