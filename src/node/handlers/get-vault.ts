import { OpenPeerError } from '../../errors.ts'
import { RAW_KEY_BYTES, verifies } from '../../records/keys.ts'
import { parseName } from '../../records/names.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import { checkAskedAt, getVaultBytes } from '../../wire/vault-request.ts'
import type { VaultKeeping } from '../vault-keeping.ts'

export interface GetVaultOptions {
  domain: string
  network: string
  vaults: VaultKeeping
  now: () => number
}

/**
 * `getVault`: gives a sealed vault to whoever signs with its fetch key (docs/spec/vault.md, "At the homes"). No such name, no
 * vault, another key: an empty answer, after the same work, so that nobody learns who has a vault.
 *
 * Codes: INVALID_ARGUMENT (sizes), INVALID_NAME, SEQ_IN_FUTURE, RECORD_EXPIRED (the clock), RATE_LIMITED, BAD_SIGNATURE
 * (by another key than it shows, for another home or connection).
 */
export function getVaultHandler(options: GetVaultOptions): Handler {
  const { domain, network, vaults, now } = options
  const { kept, budget } = vaults
  return answering(directory.getVault, async ({ name: text, fetchKey, time, signature }, context) => {
    const name = parseName(text)
    if (fetchKey.byteLength !== RAW_KEY_BYTES) {
      throw new OpenPeerError('INVALID_ARGUMENT', `A fetch key has ${RAW_KEY_BYTES} bytes`)
    }
    checkAskedAt(time, now())
    budget.take(context.connection)
    const peerId = context.remotePeer.toMultihash().bytes
    const bytes = getVaultBytes({ network, domain, peerId, time, name: name.text })
    if (!(await verifies(fetchKey, bytes, signature))) {
      budget.onRefused()
      throw new OpenPeerError('BAD_SIGNATURE', 'This is not signed by that key, for this home and this connection')
    }
    const vault = kept.get(name.text, fetchKey)
    if (vault !== null && vaults.isHere(vault)) return { vault: vault.box }
    budget.onRefused()
    return { vault: new Uint8Array(0) }
  })
}
