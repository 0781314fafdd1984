import { generateKeyPair } from '@libp2p/crypto/keys'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { replay } from '../records/key-log.ts'
import { type Name, parseName } from '../records/names.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { createSealingKey } from './create-keys.ts'
import { withLogInForce } from './find-key-log.ts'
import type { PublisherKeys } from './key-store.ts'
import type { Operators } from './operators.ts'
import { openVault } from './vault-box.ts'
import { getVault, type VaultCallOptions } from './vault-calls.ts'

export interface OpenVaultOptions {
  /** `alice@a.example`, as it was when the vault was made. */
  name: string
  /** The six words, however they are spaced and cased. */
  words: string
  /** Also where the keys in the vault were replaced since: then they are good for nothing but `identity.recover`. */
  forRecovery?: boolean
  signal?: AbortSignal | undefined
}

/** What a new device starts with. Nothing of it is saved: hand `keys` to a KeyStore. */
export interface OpenedVault {
  /** Those of a publisher, with device keys of its own. */
  keys: PublisherKeys
  /** The identity id, 32 bytes. */
  id: Uint8Array
  name: Name
  /** False, with `forRecovery` alone, where the identity key was replaced since the vault was sealed. */
  isInForce: boolean
  /** The operators that said which keys are in force. With the home alone, nobody else vouches for it. */
  heardFrom: string[]
}

export interface OpenVaultContext extends VaultCallOptions {
  operators: Operators
  /** Looks for an operator besides the home when none is known. */
  findOther: (signal: AbortSignal) => Promise<void>
}

/**
 * Fetches a vault from the home and opens it, then asks the home and other operators which keys of that identity are in
 * force, since a home may give an old vault. Null where there is no such name, no vault, or it has other words: a home says the
 * same to all. Throws INVALID_NAME, INVALID_ARGUMENT (not six words of the list), RATE_LIMITED, KEY_STORE_LOCKED and KEY_STORE_DAMAGED (the home gave
 * something else), KEY_CHANGED (the vault is older than the keys in force), IDENTITY_REVOKED, KEY_LOG_CONFLICT, UNREACHABLE,
 * ABORTED. docs/spec/vault.md, "Restoring".
 */
export async function openVaultOf(options: OpenVaultOptions, context: OpenVaultContext): Promise<OpenedVault | null> {
  const { words, forRecovery = false, signal } = options
  const { network, operators, findOther } = context
  const limits: RequestOptions = signal === undefined ? {} : { signal }
  const name = parseName(options.name)
  // argon2id and the list of words: a page loads them only when they are needed.
  const { vaultKeys, vaultLock } = await import('./vault-keys.ts')
  const opens = await vaultKeys({ network, name, passphrase: words })
  const box = await getVault(operators.home, { name, fetchKey: opens.fetchKey }, context, limits)
  if (box === null) return null
  const content = await openVault(box, opens.openKey)
  if (content.network !== network) {
    throw new OpenPeerError('WRONG_NETWORK', `This vault is of the network ${content.network}, not of ${network}.`)
  }
  const { id } = await replay(content.keyLog)
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  const mine: PublisherKeys = { ...content, deviceKey, sealingKey }
  if (operators.another([operators.home.domain]) === null) {
    await findOther(signal ?? new AbortController().signal)
  }
  const { keys, heardFrom } = await withLogInForce(mine, id, operators, limits)
  const { signingKey, tombstoned } = await replay(keys.keyLog)
  if (tombstoned) throw new OpenPeerError('IDENTITY_REVOKED', 'The identity in this vault was revoked for good.')
  const isInForce = equals(signingKey, content.identityKey.publicKey.raw)
  if (!isInForce && !forRecovery) throw replaced()
  // A vault that is not in force has been given up with its words, or is an old one that the home brings back.
  const lock = isInForce ? { vault: vaultLock(opens, name) } : {}
  return { keys: { ...mine, keyLog: keys.keyLog, ...lock }, id, name, isInForce, heardFrom }
}

function replaced(): OpenPeerError {
  const text =
    'The keys in this vault were replaced since it was sealed, so it makes no device: make a new vault on a device that ' +
    'has the newer keys. Without any: restore it for recovery ("vault restore --for-recovery"), then use your recovery words.'
  return new OpenPeerError('KEY_CHANGED', text)
}
