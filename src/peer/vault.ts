import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { Name } from '../records/names.ts'
import type { InTurn } from './in-turn.ts'
import type { KeyStore } from './key-store.ts'
import { type OpenedVault, type OpenVaultContext, type OpenVaultOptions, openVaultOf } from './open-vault.ts'
import type { KeyChanger } from './own-keys.ts'
import { startRenewal, type Timers } from './renew.ts'
import { openVaultHomes, type VaultAtHomes, type VaultHomesOptions } from './vault-homes.ts'
import type { VaultLock } from './vault-keys.ts'

/** Where the vault is, as far as this device knows. */
export interface VaultStatus {
  /** With which, and the six words, it is opened: `alice@a.example`. */
  name: string
  /** `isCurrent`: that home has the keys in force, sealed for the newest words. `putAt` in ms; null where it never took it. */
  homes: { domain: string; isCurrent: boolean; putAt: number | null }[]
}

export interface MadeVault extends VaultAtHomes {
  /** The six words: no part of this package keeps them, and they are not given again. */
  words: string
  name: Name
}

/** The identity, sealed and kept at its homes, so that a new device needs the name and six words. docs/spec/vault.md. */
export interface PeerVault {
  /** Null where this device knows of no vault. */
  readonly status: VaultStatus | null
  /**
   * Makes the vault, with words of its own unless six words of the list are given, and puts it at every home; an older one and its
   * words are good for nothing then. From now on this device keeps it up to date. Throws INVALID_ARGUMENT (other words),
   * NOT_REGISTERED (no name yet), NOT_PUBLISHER, KEY_CHANGED, IDENTITY_REVOKED, ABORTED, and what the home said where no home took it.
   */
  keep(words?: string, options?: { signal?: AbortSignal }): Promise<MadeVault>
  /** Has it forgotten at every home. Throws NOT_REGISTERED, NOT_PUBLISHER, KEY_CHANGED, IDENTITY_REVOKED, ABORTED. */
  remove(options?: { signal?: AbortSignal }): Promise<VaultAtHomes>
  /**
   * Opens the vault of a name at this peer's home: the keys of a new device; null where this name and these words open
   * nothing. Throws INVALID_NAME, INVALID_ARGUMENT (not six words of the list), RATE_LIMITED, KEY_CHANGED (the vault is older than
   * the keys in force), IDENTITY_REVOKED, KEY_LOG_CONFLICT, KEY_STORE_LOCKED and KEY_STORE_DAMAGED (the home gave something
   * else), UNREACHABLE, ABORTED.
   */
  open(options: OpenVaultOptions): Promise<OpenedVault | null>
}

export interface Vault extends PeerVault {
  /** The keys after whose change the homes' vaults are sealed anew, or forgotten: at once, else in the background. */
  following(keys: KeyChanger): KeyChanger
  /** The home is another one: the vault goes along at once, else in the background. Throws ABORTED. */
  moved(signal?: AbortSignal): Promise<void>
  /** Something was published: what waited for that is tried again. */
  poke(): void
  stop(): Promise<void>
}

export interface VaultOptions extends VaultHomesOptions, OpenVaultContext {
  keyStore: Pick<KeyStore, 'save'>
  /** shared with whatever else changes the keys */
  inTurn: InTurn
  timers?: Timers | undefined
}

/** A home that lost its disk has the vault again after this long. */
export const VAULT_AGAIN_MS = 7 * 24 * 3_600_000
/** A home that was left, and has not forgotten it yet, is asked again after this long. */
const LEAVE_AGAIN_MS = 3_600_000

/** argon2id and the list of words: a page loads them when somebody makes or opens a vault, and not before. */
const loadVaultKeys = () => import('./vault-keys.ts')

/** Starts keeping the vault up to date. docs/spec/vault.md, "Kept up to date". */
export async function startVault(options: VaultOptions): Promise<Vault> {
  const { own, keyStore, inTurn, now, timers } = options
  const homes = await openVaultHomes(options)
  const { state } = homes
  let leaveAgainAt = Number.NEGATIVE_INFINITY

  async function useLock(lock: VaultLock | undefined): Promise<void> {
    const keys = { ...own.keys, vault: lock }
    await keyStore.save(keys)
    await own.rekey(keys)
  }

  function leave(domains: readonly string[]): void {
    state.leaving = [...new Set([...state.leaving, ...domains])]
  }

  /** Brings every home up to date; answers when to look again. Throws the first failure. */
  async function renew(signal: AbortSignal | undefined): Promise<number | null> {
    if (!own.isPublisher || !own.isPublic || own.named === null) return null
    const lock = own.keys.vault
    const domains = await homes.domains()
    leave(Object.keys(state.homes).filter((domain) => lock === undefined || !domains.includes(domain)))
    const isHome = (domain: string) => domains.includes(domain)
    const removed = await homes.putAt(state.leaving.filter(isHome), null, { signal, isRenewal: () => false })
    if (removed.failures[0] !== undefined) throw removed.failures[0]
    const againMs = await leaveOldHomes(domains, signal)
    if (lock === undefined) return againMs
    const isOld = (domain: string) => (state.homes[domain]?.at ?? 0) + VAULT_AGAIN_MS <= now()
    const due = domains.filter((domain) => !homes.isCurrent(domain, lock) || isOld(domain))
    const isRenewal = (domain: string) => !state.replacing.includes(domain)
    const { failures } = await homes.putAt(due, lock, { signal, isRenewal })
    if (failures.some(({ code }) => code === 'CONFLICT')) return await giveUpWords()
    if (failures[0] !== undefined) throw failures[0]
    const oldest = Math.min(...domains.map((domain) => state.homes[domain]?.at ?? 0))
    return Math.max(1, Math.min(oldest + VAULT_AGAIN_MS - now(), againMs ?? VAULT_AGAIN_MS))
  }

  /** A home that was left may be gone for good: it is asked once in a while, and nothing waits for it. */
  async function leaveOldHomes(domains: readonly string[], signal: AbortSignal | undefined): Promise<number | null> {
    const left = state.leaving.filter((domain) => !domains.includes(domain))
    if (left.length === 0) return null
    if (now() >= leaveAgainAt) {
      leaveAgainAt = now() + LEAVE_AGAIN_MS
      for (const domain of left) delete state.homes[domain]
      const { missing } = await homes.putAt(left, null, { signal, isRenewal: () => false })
      if (missing.length === 0) return null
    }
    return Math.max(1, leaveAgainAt - now())
  }

  /** Another device made new words, or none: what the old ones open is not to be had again. */
  async function giveUpWords(): Promise<null> {
    state.homes = {}
    await homes.keep()
    await useLock(undefined)
    return null
  }

  const renewal = startRenewal({ timers, run: (signal) => inTurn('', () => renew(signal)) })

  /** Not within the turn in which the keys changed: that is over. Throws nothing but ABORTED: the keys are changed anyway. */
  async function changed(signal: AbortSignal | undefined, isRecovery: boolean): Promise<void> {
    try {
      await inTurn('', async () => {
        if (isRecovery && own.named !== null) leave(await homes.domains())
        await renew(signal)
      })
    } catch (error) {
      if (!isOpenPeerError(error) || error.code === 'ABORTED') throw error
      renewal.poke()
    }
  }

  function checkMayKeep(): Name {
    own.checkPublisher()
    const { named } = own
    if (named !== null) return named.name
    throw new OpenPeerError('NOT_REGISTERED', 'A vault is found by a name: register one first, then make the vault.')
  }

  return {
    get status() {
      const lock = own.keys.vault
      if (lock === undefined) return null
      const domains = [...new Set([options.operators.home.domain, ...Object.keys(state.homes)])]
      const known = (domain: string) => {
        return { domain, isCurrent: homes.isCurrent(domain, lock), putAt: state.homes[domain]?.at ?? null }
      }
      return { name: lock.name, homes: domains.map(known) }
    },
    async keep(given, { signal } = {}) {
      const name = checkMayKeep()
      const { checkedPassphrase, createPassphrase, vaultKeys, vaultLock } = await loadVaultKeys()
      const words = given === undefined ? createPassphrase() : checkedPassphrase(given)
      const lock = vaultLock(await vaultKeys({ network: options.network, name, passphrase: words }), name)
      return await inTurn('', async () => {
        checkMayKeep()
        const { failures, ...done } = await homes.putAt(await homes.domains(), lock, { signal, isRenewal: () => false })
        if (done.homes.length === 0) throw failures[0]
        state.replacing = done.missing.map(({ domain }) => domain)
        await homes.keep()
        await useLock(lock)
        renewal.poke()
        return { words, name, ...done }
      })
    },
    remove: ({ signal } = {}) =>
      inTurn('', async () => {
        checkMayKeep()
        leave([...(await homes.domains()), ...Object.keys(state.homes)])
        const { failures, ...done } = await homes.putAt(state.leaving, null, { signal, isRenewal: () => false })
        await useLock(undefined)
        if (failures.length > 0) renewal.poke()
        return done
      }),
    open: (given) => openVaultOf(given, options),
    following: (keys) => {
      const then = async <T>(change: Promise<T>, signal: AbortSignal | undefined, isRecovery = false): Promise<T> => {
        const result = await change
        await changed(signal, isRecovery)
        return result
      }
      return {
        ...keys,
        rotate: (given) => then(keys.rotate(given), given?.signal),
        rotateWith: (change, given) => then(keys.rotateWith(change, given), given?.signal),
        recover: (key, given) => then(keys.recover(key, given), given.signal, true),
      }
    },
    moved: (signal) => changed(signal, false),
    poke: () => renewal.poke(),
    stop: () => renewal.stop(),
  }
}
