import type { Context } from '../context.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { atHomes } from '../show-vault.ts'

/** Seals the identity under six new words, which are shown this once. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    const hadOne = peer.vault.status !== null
    context.output.progress('sealing your identity')
    const { words, name, homes, missing } = await peer.vault.keep(undefined, { signal: context.signal })
    const { text, status } = atHomes({ homes, missing }, 'It is kept at', 'It is NOT kept yet at')
    context.output.result(
      { name: name.text, vaultWords: words, homes, missing },
      [
        'The words of your vault:',
        '',
        `  ${words}`,
        '',
        'Write them down, and keep them away from this machine: they are not shown again. Whoever has them and your name is you.',
        'They do not replace your recovery words, which alone undo a theft.',
        ...(hadOne ? ['The words of your earlier vault open nothing any more.'] : []),
        '',
        text,
        `On a new device: openpeer vault restore ${name.text}`,
      ].join('\n'),
    )
    return status
  } finally {
    await peer.stop()
  }
}
