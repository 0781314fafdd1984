import type { Ed25519PrivateKey } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { compareKeyLogs, replay } from '../records/key-log.ts'
import { peerIdBytesFromRaw } from '../records/keys.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import type { Name } from '../records/names.ts'
import { nextSeq } from '../records/seal-record.ts'
import { select } from '../records/select.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import { createDeviceNews, type DeviceNews } from './device-news.ts'
import { identityKeyOf } from './identity-key.ts'
import { createInTurn } from './in-turn.ts'
import type { PeerKeys } from './key-store.ts'
import { contradicted, keyChanged, notShown, revoked } from './own-refusals.ts'
import { type OwnName, ownStorage } from './own-storage.ts'
import { isAsWanted, isInLine, type OwnChange, ownEntryIn, signIdentity, signTombstone } from './sign-identity.ts'
import type { PeerStorage } from './storage.ts'

/**
 * What this peer says about itself: its identity record and its name, kept across restarts. A publisher signs them; on a plain
 * device they are what operators show, and never signed. docs/spec/devices.md.
 */
export interface OwnRecords {
  /** 32 bytes. */
  readonly id: Uint8Array<ArrayBuffer>
  /** The keys that sign now, with the key log in force: without an identity key on a plain device, and where another one replaced it. */
  readonly keys: PeerKeys
  /** The identity key in force, raw Ed25519 (32 bytes): ours on a publisher; a plain device knows it from the key log. */
  readonly signingKey: Uint8Array
  /** Holds the identity key in force. */
  readonly isPublisher: boolean
  /** The key store's identity key was replaced by another publisher, which left this device listed as a plain one. */
  readonly wasReplaced: boolean
  /**
   * True once others were given the record: from then on it is kept alive. An anonymous peer stays unpublished. A plain
   * device is not public before it is listed, nor after it was removed.
   */
  readonly isPublic: boolean
  /** The identity was ended by its recovery key: nothing but the record that says so is published any more. */
  readonly isRevoked: boolean
  /** The domain where it is at home by its record in force; where it was given none yet, that of the options. */
  readonly home: string
  /** The name that was registered last, and the record that proves it; null before the first registration, and at the end. */
  readonly named: OwnName | null
  /** Devices that another publisher listed. */
  readonly news: DeviceNews
  /** Throws unless this device may sign for the identity: NOT_PUBLISHER, KEY_CHANGED, IDENTITY_REVOKED. */
  checkPublisher(): void
  /**
   * The record in force; on a publisher made or remade where there is none, it is past half of its life, or it says too
   * little. Throws IDENTITY_REVOKED where the keys are of a revoked identity and the record that ended it is not here,
   * DEVICE_NOT_LISTED on a plain device that was never shown one.
   */
  identity(): Promise<VerifiedIdentity>
  /** A new version with the change in it, not yet kept: `keep` it when it was taken. Throws as `checkPublisher`. */
  draft(change: OwnChange): Promise<VerifiedIdentity>
  keep(identity: VerifiedIdentity, named?: { name: Name; domainKey: Uint8Array; record: VerifiedName }): Promise<void>
  /**
   * What others show of this identity: if newer it is what the next version is built on. A plain device follows a newer key
   * log, and so does a publisher that the record lists as plain: it is one from then on. Throws IDENTITY_REVOKED, KEY_CHANGED (these keys are no
   * longer the identity's) or KEY_LOG_CONFLICT.
   */
  adopt(shown: VerifiedIdentity): Promise<void>
  /**
   * New keys of this identity, which sign from now on. They are in the key store already, or a crash would lose them. With
   * `change` the first version under them has it, and is kept before it is published, so that a change of keys is never seen without it.
   */
  rekey(keys: PeerKeys, change?: OwnChange): Promise<void>
  /** Signs and keeps the record that ends the identity; `keys` hold the log with the tombstone. docs/spec/records.md. */
  end(keys: PeerKeys, recoveryKey: Ed25519PrivateKey): Promise<void>
}

export interface OwnRecordsOptions {
  keys: PeerKeys
  /** A-label; where the record in force names a home, that counts. */
  home: string
  storage: PeerStorage
  /** Of an identity record, ms; at most 90 days. */
  lifetimeMs?: number | undefined
  now: () => number
}

/** Opens what the storage holds. Throws KEY_LOG_INVALID for keys that are no identity's, and `openRecord`'s codes. */
export async function openOwnRecords(options: OwnRecordsOptions): Promise<OwnRecords> {
  const { home, storage, now, lifetimeMs = RECORD_LIMITS.identity.maxLifetimeMs } = options
  let { keys } = options
  const { network } = keys
  const { id, ...opened } = await replay(keys.keyLog)
  let { signingKey } = opened
  let isEnded = opened.tombstoned
  let wasReplaced = false
  if (keys.identityKey !== null) leaveReplacedKey(keys.identityKey)
  const inTurn = createInTurn()
  const kept = ownStorage(storage, { id, network })
  const news = createDeviceNews(storage, peerIdBytesFromRaw(keys.deviceKey.publicKey.raw))
  let held = await kept.identity()
  if (held !== null && mayFollow(held) && isNewer(held)) follow(held)
  /** Made here with nothing to build on: whatever others still hold of this identity comes before it. */
  let isProvisional = false
  let lastSeq: number | null = held?.seq ?? null
  let named = await kept.name()

  async function hold(identity: VerifiedIdentity): Promise<void> {
    held = identity
    isProvisional = false
    lastSeq = Math.max(lastSeq ?? 0, identity.seq)
    await kept.keepIdentity(identity)
  }

  function isNewer({ payload }: VerifiedIdentity): boolean {
    const order = compareKeyLogs(keys.keyLog, payload.keyLog)
    return !('conflict' in order) && order.winner === 'b'
  }

  /** Without an identity key nothing is lost by it; with one only whoever replaced it says that this device stays. */
  function mayFollow(shown: VerifiedIdentity): boolean {
    return keys.identityKey === null || ownEntryIn(shown, keys)?.publisher === false
  }

  function follow({ payload, keyState }: VerifiedIdentity): void {
    signingKey = keyState.signingKey
    keys = { ...keys, keyLog: payload.keyLog }
    if (keys.identityKey !== null) leaveReplacedKey(keys.identityKey)
  }

  /** A key that is not in force signs nothing that anybody would take. */
  function leaveReplacedKey({ publicKey }: Ed25519PrivateKey): void {
    if (equals(publicKey.raw, signingKey)) return
    wasReplaced = true
    keys = { ...keys, identityKey: null }
  }

  const isRevoked = () => isEnded || held?.keyState.tombstoned === true

  function checkPublisher(): void {
    if (isRevoked()) throw revoked()
    if (wasReplaced) throw keyChanged()
    identityKeyOf(keys)
  }

  async function sign(change: OwnChange = {}): Promise<VerifiedIdentity> {
    checkPublisher()
    const seq = nextSeq(lastSeq, now())
    const identity = await signIdentity({ keys, id, home, base: held, change, seq, lifetimeMs, now: now() })
    lastSeq = seq
    return identity
  }

  return {
    id,
    get keys() {
      return keys
    },
    get signingKey() {
      return signingKey
    },
    get isPublisher() {
      return keys.identityKey !== null
    },
    get wasReplaced() {
      return wasReplaced
    },
    get isPublic() {
      const isListed = held !== null && (keys.identityKey !== null || ownEntryIn(held, keys) !== undefined)
      return isListed && !isProvisional && !isRevoked()
    },
    get isRevoked() {
      return isRevoked()
    },
    get home() {
      const [first] = held !== null && isInLine(held, keys) ? held.payload.homes : []
      return first ?? home
    },
    get named() {
      return isRevoked() ? null : named
    },
    news,
    checkPublisher,
    identity: () =>
      inTurn('', async () => {
        if (held?.keyState.tombstoned) return held
        if (isRevoked()) throw revoked()
        if (keys.identityKey === null) {
          if (held === null) throw notShown()
          return held
        }
        if (held !== null && isAsWanted(held, { keys, now: now() })) return held
        const identity = await sign()
        if (held !== null && !isProvisional) await hold(identity)
        else isProvisional = true
        held = identity
        return identity
      }),
    draft: (change) => inTurn('', () => sign(change)),
    keep: (identity, given) =>
      inTurn('', async () => {
        if (held === null || isProvisional || isBetterBase(identity, held, keys)) await hold(identity)
        if (given === undefined) return
        const { name, record } = given
        await kept.keepName(given)
        named = { name, record }
      }),
    adopt: (shown) =>
      inTurn('', async () => {
        if (isRevoked()) return
        const order = compareKeyLogs(keys.keyLog, shown.payload.keyLog)
        if ('conflict' in order) throw contradicted()
        if (shown.keyState.tombstoned) {
          // Seen once it stays, whatever is shown later.
          await hold(shown)
          throw revoked()
        }
        if (order.winner === 'b') {
          if (!mayFollow(shown)) throw keyChanged()
          follow(shown)
        }
        if (held !== null && !isProvisional) {
          if (!isBetterBase(shown, held, keys)) return
          await news.compare(held, shown)
        }
        await hold(shown)
      }),
    rekey: (given, change) =>
      inTurn('', async () => {
        keys = given
        wasReplaced = false
        signingKey = (await replay(keys.keyLog)).signingKey
        if (change !== undefined) await hold(await sign(change))
      }),
    end: (given, recoveryKey) =>
      inTurn('', async () => {
        const seq = nextSeq(lastSeq, now())
        await hold(await signTombstone({ keys: given, id, recoveryKey, seq, now: now() }))
        keys = given
        isEnded = true
      }),
  }
}

/** Whether the next version is rather built on `shown`: never on what a recovery has undone, where there is anything else. */
function isBetterBase(shown: VerifiedIdentity, held: VerifiedIdentity, keys: PeerKeys): boolean {
  const [isShownInLine, isHeldInLine] = [isInLine(shown, keys), isInLine(held, keys)]
  if (isShownInLine !== isHeldInLine) return isShownInLine
  const selection = select(held, shown)
  return 'winner' in selection && selection.winner === 'b'
}
