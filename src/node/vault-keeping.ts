import type { Connection } from '@libp2p/interface'
import type { NameRegistry } from './name-registry.ts'
import { createVaultBudget, type VaultBudget, type VaultCounters } from './vault-budget.ts'
import { isVaultHere, type KeptVault, openVaults, type Vaults } from './vaults.ts'

/** The vaults of a home's people, and who asks for them how often. */
export interface VaultKeeping {
  readonly kept: Vaults
  readonly budget: VaultBudget
  /** `isVaultHere`, of this home. */
  isHere(vault: Pick<KeptVault, 'identityId' | 'name'>): boolean
  /** Forgets the vaults of people who lost their name here; answers how many. */
  forgetLeft(): number
  counters(): VaultCounters & { vaults: number }
  close(): void
}

export interface VaultKeepingOptions {
  /** the SQLite file; null keeps them in memory */
  path: string | null
  /** A-label */
  domain: string
  registry: NameRegistry
  /** vaults that one address may ask for in an hour */
  perHour: number
  /** what an address is kept under; null where it says nothing about who asks */
  addressOf: (remoteAddr: Connection['remoteAddr']) => string | null
}

/** Opens them. Throws INVALID_CONFIG as `openVaults`. */
export function openVaultKeeping({ path, perHour, addressOf, ...here }: VaultKeepingOptions): VaultKeeping {
  const kept = openVaults(path)
  const budget = createVaultBudget({ perHour, addressOf, now: () => performance.now() })
  const isHere = (vault: Pick<KeptVault, 'identityId' | 'name'>) => isVaultHere(vault, here)
  return {
    kept,
    budget,
    isHere,
    forgetLeft: () => kept.sweep(isHere),
    counters: () => ({ vaults: kept.count(), ...budget.counters() }),
    close: () => kept.close(),
  }
}
