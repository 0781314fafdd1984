import { type ErrorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityKeyOf } from './identity-key.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import type { PeerStorage } from './storage.ts'
import { sealVault } from './vault-box.ts'
import { createPutVault, type VaultCallOptions } from './vault-calls.ts'
import type { VaultLock } from './vault-keys.ts'
import { headOf, keepVaultState, readVaultState, type VaultState } from './vault-state.ts'

/** How it went at each home. */
export interface VaultAtHomes {
  homes: string[]
  /** Homes where it did not work now, and why. It is tried again in the background, and at each start. */
  missing: { domain: string; code: ErrorCode }[]
}

/** The same, with what went wrong. */
export interface AtEach extends VaultAtHomes {
  failures: OpenPeerError[]
}

export interface PutOptions {
  signal: AbortSignal | undefined
  /** Not in place of a vault that was made with other words since: CONFLICT. */
  isRenewal: (domain: string) => boolean
}

/** What each home has, and putting it there. */
export interface VaultHomes {
  /** As of the last change; what is set here is kept with the next one. */
  readonly state: VaultState
  /** Those of the identity record. */
  domains(): Promise<string[]>
  isCurrent(domain: string, lock: VaultLock): boolean
  /**
   * At all of these homes: the keys in force, sealed for this lock, or without one nothing. What an operator or the line
   * refuses is said for that home alone. Throws ABORTED.
   */
  putAt(domains: readonly string[], lock: VaultLock | null, given: PutOptions): Promise<AtEach>
  keep(): Promise<void>
}

export interface VaultHomesOptions extends VaultCallOptions {
  own: OwnRecords
  operators: Operators
  storage: PeerStorage
}

const NOTHING = new Uint8Array(0)

export async function openVaultHomes({ own, operators, storage, ...calls }: VaultHomesOptions): Promise<VaultHomes> {
  const put = createPutVault(calls)
  const state = await readVaultState(storage)
  const keep = () => keepVaultState(storage, state)

  async function putOne(domain: string, lock: VaultLock | null, { signal, isRenewal }: PutOptions): Promise<void> {
    const home = [operators.home, ...operators.others()].find((one) => one.domain === domain)
    if (home === undefined) throw new OpenPeerError('UNREACHABLE', `It is not known how to reach ${domain}.`)
    const name = lock?.name ?? own.keys.vault?.name ?? own.named?.name.text ?? ''
    const [fetchKey, box] =
      lock === null ? [NOTHING, NOTHING] : [lock.fetchKey, await sealVault(own.keys, lock.sealKey)]
    const given = {
      identityKey: identityKeyOf(own.keys),
      identityId: own.id,
      name,
      fetchKey,
      box,
      renewal: isRenewal(domain),
    }
    await put(home, given, signal === undefined ? {} : { signal })
  }

  return {
    state,
    keep,
    domains: async () => (await own.identity()).payload.homes,
    isCurrent: (domain, lock) => own.isPublisher && state.homes[domain]?.head === headOf(lock, own.keys.keyLog),
    async putAt(domains, lock, given) {
      const done: AtEach = { homes: [], missing: [], failures: [] }
      for (const domain of domains) {
        try {
          await putOne(domain, lock, given)
          done.homes.push(domain)
          state.leaving = state.leaving.filter((one) => one !== domain)
          state.replacing = state.replacing.filter((one) => one !== domain)
          if (lock === null) delete state.homes[domain]
          else state.homes[domain] = { head: headOf(lock, own.keys.keyLog), at: calls.now() }
        } catch (error) {
          if (!isOpenPeerError(error) || error.code === 'ABORTED') throw error
          done.missing.push({ domain, code: error.code })
          done.failures.push(error)
        }
      }
      if (domains.length > 0) await keep()
      return done
    },
  }
}
