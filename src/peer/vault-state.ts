import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { lengthPrefixed, sha256 } from '../records/routing-key.ts'
import type { PeerStorage } from './storage.ts'
import type { VaultLock } from './vault-keys.ts'

/** What this device knows of the vault at each home; nothing of it is secret. */
export interface VaultState {
  /** By domain: what it was last given, and when (ms). */
  homes: Record<string, { head: string; at: number }>
  /** Homes that are still to be asked to forget it. */
  leaving: string[]
  /** Homes where one with older words is still to be replaced. */
  replacing: string[]
}

export const VAULT_STATE_KEY = 'self/vault'

export async function readVaultState(storage: Pick<PeerStorage, 'get'>): Promise<VaultState> {
  const bytes = await storage.get(VAULT_STATE_KEY)
  return bytes === null ? { homes: {}, leaving: [], replacing: [] } : (JSON.parse(toText(bytes)) as VaultState)
}

export async function keepVaultState(storage: Pick<PeerStorage, 'put'>, state: VaultState): Promise<void> {
  await storage.put(VAULT_STATE_KEY, fromString(JSON.stringify(state)))
}

/** Another one as soon as keys or words are others: what a home has is then old. */
export function headOf({ name, fetchKey, sealKey }: VaultLock, keyLog: readonly Uint8Array[]): string {
  return toText(sha256(lengthPrefixed(name, fetchKey, sealKey, ...keyLog)), 'base64')
}
