import type { Ed25519PrivateKey } from '@libp2p/interface'
import type { VaultLock } from './vault-keys.ts'

/** The device's X25519 pair, raw 32 bytes each: others seal to it what only this device may read. */
export interface SealingKey {
  publicKey: Uint8Array
  privateKey: Uint8Array
}

/**
 * Everything secret that one device of one identity holds. The recovery key is not among it: it is
 * shown once by `createKeys` and kept offline by its owner. docs/spec/key-store.md.
 */
export interface PeerKeys {
  network: string
  /** Signs the identity record; a device that holds it is a publisher. Null on a plain device: `identityKeyOf`. */
  identityKey: Ed25519PrivateKey | null
  /** This device's libp2p key: its peer id, and the signer of its location record. */
  deviceKey: Ed25519PrivateKey
  sealingKey: SealingKey
  /** The events of the identity's key log, oldest first; the first one gives the identity id. */
  keyLog: Uint8Array[]
  /** To seal the vault anew when keys change; it opens nothing. Absent where this device knows of no vault. docs/spec/vault.md. */
  vault?: VaultLock | undefined
}

/** The keys of a publisher. */
export interface PublisherKeys extends PeerKeys {
  identityKey: Ed25519PrivateKey
}

/** Where a peer's keys rest. `load` answers null when there are none yet; `save` resolves when they are kept. */
export interface KeyStore {
  load(): Promise<PeerKeys | null>
  save(keys: PeerKeys): Promise<void>
}

/** Keys in memory only, for tests and for pages that make a new identity each time. */
export function memoryKeyStore(keys: PeerKeys | null = null): KeyStore {
  let held = keys
  return {
    load: async () => held,
    save: async (given) => {
      held = given
    },
  }
}
