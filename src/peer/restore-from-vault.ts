import { parseName } from '../records/names.ts'
import { createKeys } from './create-keys.ts'
import { createPeerOn } from './create-peer.ts'
import { memoryKeyStore } from './key-store.ts'
import type { OpenedVault, OpenVaultOptions } from './open-vault.ts'
import type { PeerOptions } from './peer-options.ts'
import type { Platform } from './platform.ts'

export interface RestoreOptions
  extends OpenVaultOptions,
    Pick<PeerOptions, 'network' | 'homeAddresses' | 'operators' | 'outside' | 'privacy' | 'now'> {
  /** The home to ask; default: the domain of the name. Another one of theirs, where that is gone. */
  home?: string
}

/**
 * The keys of a new device, from a name and six words; null where they open nothing there. Save them in a key store, start a
 * peer with it and register the name: it is then a publisher beside the others. Throws as `PeerVault.open`.
 * docs/spec/vault.md, "Restoring".
 */
export async function restoreFromVaultOn(platform: Platform, options: RestoreOptions): Promise<OpenedVault | null> {
  const { name, words, forRecovery = false, signal, network = 'main', home, ...rest } = options
  // Nobody: who restores has no keys yet, and needs some to be connected at all.
  const keyStore = memoryKeyStore((await createKeys({ network })).keys)
  const peer = await createPeerOn(platform, {
    ...rest,
    ...{ network, keyStore, listen: [], home: home ?? parseName(name).domain },
  })
  try {
    return await peer.vault.open({ name, words, forRecovery, signal })
  } finally {
    await peer.stop()
  }
}
