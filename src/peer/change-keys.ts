import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { createRecovery, createRotation, createTombstone } from '../records/create-key-event.ts'
import { compareKeyLogs } from '../records/key-log.ts'
import { identityKeyOf } from './identity-key.ts'
import type { PeerKeys, PublisherKeys } from './key-store.ts'

/** Keys after a change: save them before anything is published, or a crash in between loses the identity. */
export interface RecoveredKeys {
  keys: PublisherKeys
  /** For the next time: the one used is spent, since the log shows it. Shown once, kept offline. */
  recoveryKey: Ed25519PrivateKey
}

/**
 * The same identity and device with a new identity key: what the old one signs from now on is void. Throws WRONG_SIGNER
 * (these keys are no longer in force), IDENTITY_REVOKED, LIMIT_EXCEEDED (the log is full: recover), NOT_PUBLISHER. docs/spec/key-log.md.
 */
export async function rotatedKeys(keys: PeerKeys, now: number): Promise<PublisherKeys> {
  const newKey = await generateKeyPair('Ed25519')
  const change = { currentKey: identityKeyOf(keys), newKey, time: now }
  return { ...keys, identityKey: newKey, keyLog: await createRotation(keys.keyLog, change) }
}

/**
 * The same identity with a new identity key and a new recovery key; every rotation since the last recovery is undone, a
 * thief's above all. Throws WRONG_SIGNER (not this identity's recovery key, or one that was used), IDENTITY_REVOKED.
 */
export async function recoveredKeys(
  keys: PeerKeys,
  recoveryKey: Ed25519PrivateKey,
  now: number,
): Promise<RecoveredKeys> {
  const [newKey, next] = await Promise.all([generateKeyPair('Ed25519'), generateKeyPair('Ed25519')])
  const change = { recoveryKey, newKey, newRecoveryPublicKey: next.publicKey.raw, time: now }
  return {
    // Whoever stole a key may have it from the vault: what is sealed from now on is not for the old words.
    keys: { ...keys, identityKey: newKey, keyLog: await createRecovery(keys.keyLog, change), vault: undefined },
    recoveryKey: next,
  }
}

/**
 * The key log that ends the identity for good. Its last record is signed by the recovery key itself. Throws as
 * `recoveredKeys`.
 */
export async function revokedLog(keys: PeerKeys, recoveryKey: Ed25519PrivateKey, now: number): Promise<Uint8Array[]> {
  return await createTombstone(keys.keyLog, { recoveryKey, time: now })
}

/**
 * The same keys with the log that others show, where that one holds against ours: a backup is often older than the last
 * recovery, and a recovery must follow that. Throws KEY_LOG_CONFLICT.
 */
export function withNewerLog(keys: PeerKeys, shown: Uint8Array[]): PeerKeys {
  const comparison = compareKeyLogs(keys.keyLog, shown)
  if ('conflict' in comparison) {
    throw new OpenPeerError(
      'KEY_LOG_CONFLICT',
      'Operators show a key log that contradicts yours: the recovery key was used by somebody else. Tell your contacts.',
    )
  }
  return comparison.winner === 'b' ? { ...keys, keyLog: shown } : keys
}
