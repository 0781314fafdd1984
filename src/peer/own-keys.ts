import type { Ed25519PrivateKey } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { type ErrorCode, errorCode, isOpenPeerError } from '../errors.ts'
import { replay } from '../records/key-log.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { recoveredKeys, revokedLog, rotatedKeys } from './change-keys.ts'
import { withLogInForce } from './find-key-log.ts'
import { identityKeyOf } from './identity-key.ts'
import { createInTurn, type InTurn } from './in-turn.ts'
import type { KeyStore } from './key-store.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import { keyChanged } from './own-refusals.ts'
import type { Presence } from './presence.ts'
import { type Published, publishIdentity } from './publish-identity.ts'
import type { OwnChange } from './sign-identity.ts'

/** A change that is in force here, and is in the key store. */
export interface KeyChange {
  /** Null for an identity that was never published, which stays so, and where it failed. */
  published: Published | null
  /** Why it could not be published now. It is tried again in the background, and at each start. */
  failure: ErrorCode | null
}

export interface ChangeOptions {
  signal?: AbortSignal | undefined
}

export interface RecoverOptions extends ChangeOptions {
  /**
   * Called with the next recovery key before anything is kept or published: show it, and resolve when it is written down.
   * The one used is spent. What it throws ends the recovery, and nothing has changed.
   */
  onNewRecoveryKey: (key: Ed25519PrivateKey) => void | Promise<void>
}

/**
 * The keys of this identity: docs/spec/key-log.md, "Changing keys". All three first ask operators for the newest key log,
 * save, then publish. They throw UNREACHABLE when no operator answers, KEY_LOG_CONFLICT, IDENTITY_REVOKED, ABORTED;
 * nothing has changed then. Open links stay; contacts learn of it at the next hello or lookup.
 */
export interface OwnKeys {
  /** A new identity key: what the old one signs from now on is void. The other publishers go on as plain devices. Throws KEY_CHANGED (already replaced elsewhere: recover), NOT_PUBLISHER. */
  rotate(options?: ChangeOptions): Promise<KeyChange>
  /**
   * A new identity key by the recovery key: undoes every rotation since the last recovery, a thief's above all. Of the devices only
   * this one stays listed, and is a publisher. Throws WRONG_SIGNER (not the key that the identity committed to, or a spent one).
   */
  recover(recoveryKey: Ed25519PrivateKey, options: RecoverOptions): Promise<KeyChange>
  /** Ends the identity for good: nobody speaks for it any more. Throws WRONG_SIGNER as `recover`. */
  revoke(recoveryKey: Ed25519PrivateKey, options?: ChangeOptions): Promise<KeyChange>
}

/** What changing keys has for other parts of this peer. */
export interface KeyChanger extends OwnKeys {
  /** As `rotate`, the first record under the new key having the change in it: it is never seen without. */
  rotateWith(change: OwnChange, options?: ChangeOptions): Promise<KeyChange>
}

export interface OwnKeysOptions {
  own: OwnRecords
  keyStore: Pick<KeyStore, 'save'>
  operators: Operators
  presence: Pick<Presence, 'publish'>
  /** Operators hold no record of it by its id, and none is to be asked for one. */
  isUnlisted?: boolean
  network: string
  /** Shared with whatever else changes what the key store holds; its own unless given. */
  inTurn?: InTurn | undefined
  now: () => number
}

export function createOwnKeys(options: OwnKeysOptions): KeyChanger {
  const { own, keyStore, operators, presence, network, inTurn = createInTurn(), now } = options
  const inForce = async (signal: AbortSignal | undefined) => {
    if (options.isUnlisted === true) return { keys: own.keys, isShown: false }
    return withLogInForce(own.keys, own.id, operators, signal === undefined ? {} : { signal })
  }

  async function publish(isShown: boolean, signal: AbortSignal | undefined): Promise<KeyChange> {
    if (!isShown && !own.isPublic && !own.isRevoked) return { published: null, failure: null }
    const limits = signal === undefined ? {} : { signal }
    // A home that wants the old keys in force would refuse, or say that it did this and not do it.
    const [atHome, elsewhere] = [await attempt(() => presence.publish(limits)), await publishElsewhere(limits)]
    return atHome.published === null && elsewhere?.published ? elsewhere : atHome
  }

  function publishElsewhere(limits: RequestOptions): Promise<KeyChange> | null {
    const other = operators.another([operators.home.domain])
    if (other === null || options.isUnlisted === true) return null
    const ask: Operators['ask'] = async (method, message, options) => {
      return { domain: other.domain, answer: await other.ask(method, message, options) }
    }
    return attempt(() => publishIdentity({ own, operators: { ...operators, ask }, network, now, ...limits }))
  }

  const rotate = (change: OwnChange | undefined, signal: AbortSignal | undefined) =>
    inTurn('', async () => {
      own.checkPublisher()
      const { keys: found, isShown } = await inForce(signal)
      const { tombstoned, signingKey } = await replay(found.keyLog)
      const isOurs = equals(signingKey, identityKeyOf(found).publicKey.raw)
      if (!tombstoned && !isOurs) throw keyChanged()
      const keys = await rotatedKeys(found, now())
      await keyStore.save(keys)
      await own.rekey(keys, change)
      return publish(isShown, signal)
    })

  return {
    rotate: ({ signal } = {}) => rotate(undefined, signal),
    rotateWith: (change, { signal } = {}) => rotate(change, signal),
    recover: (recoveryKey, { signal, onNewRecoveryKey }) =>
      inTurn('', async () => {
        const { keys: found, isShown } = await inForce(signal)
        const recovered = await recoveredKeys(found, recoveryKey, now())
        await onNewRecoveryKey(recovered.recoveryKey)
        await keyStore.save(recovered.keys)
        await own.rekey(recovered.keys)
        return publish(isShown, signal)
      }),
    revoke: (recoveryKey, { signal } = {}) =>
      inTurn('', async () => {
        const { keys: found, isShown } = await inForce(signal)
        const keys = { ...found, keyLog: await revokedLog(found, recoveryKey, now()) }
        // Before the key store: only the recovery key can sign this record, and it is not kept.
        await own.end(keys, recoveryKey)
        await keyStore.save(keys)
        return publish(isShown, signal)
      }),
  }
}

async function attempt(publish: () => Promise<Published>): Promise<KeyChange> {
  try {
    return { published: await publish(), failure: null }
  } catch (error) {
    if (!isOpenPeerError(error)) throw error
    return { published: null, failure: errorCode(error) }
  }
}
