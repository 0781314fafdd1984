import type { Context } from '../context.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { keyChangeAnswer } from '../show-key-change.ts'
import { vaultLine } from '../show-vault.ts'

/** Replaces the identity key. */
export async function run(context: Context, _: string[], options: PeerCommandOptions): Promise<number> {
  const peer = await openPeer(context, options)
  try {
    context.output.progress('replacing the identity key')
    const { json, text, status } = keyChangeAnswer(await peer.identity.rotate({ signal: context.signal }))
    const { status: vault } = peer.vault
    const kept = 'Your id, names and contacts stay, and so does your recovery key. Make a new export of your keys.'
    context.output.result(
      { id: peer.idText, ...json },
      `Your identity has a new key. ${text}\n${vault === null ? kept : `${kept}\n${vaultLine(vault)}`}`,
    )
    return status
  } finally {
    await peer.stop()
  }
}
