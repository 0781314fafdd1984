import type { Ed25519PrivateKey } from '@libp2p/interface'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { compareKeyLogs, replay } from '../records/key-log.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import { type Name, parseName } from '../records/names.ts'
import { identityRoutingKey, nameRoutingKey } from '../records/routing-key.ts'
import { nextSeq } from '../records/seal-record.ts'
import { select } from '../records/select.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import { createInTurn } from './in-turn.ts'
import type { PeerKeys } from './key-store.ts'
import { isAsWanted, isInLine, type OwnChange, signIdentity, signTombstone } from './sign-identity.ts'
import type { PeerStorage } from './storage.ts'

/** What this peer says about itself: its identity record and its name, kept across restarts. */
export interface OwnRecords {
  /** 32 bytes. */
  readonly id: Uint8Array<ArrayBuffer>
  /** The keys that sign now. */
  readonly keys: PeerKeys
  /** True once others were given the record: from then on it is kept alive. An anonymous peer stays unpublished. */
  readonly isPublic: boolean
  /** The identity was ended by its recovery key: nothing but the record that says so is published any more. */
  readonly isRevoked: boolean
  /** The name that was registered last, and the record that proves it; null before the first registration, and at the end. */
  readonly named: { name: Name; record: VerifiedName } | null
  /**
   * The record in force, made or remade where there is none, it is past half of its life, or it says too little. Throws
   * IDENTITY_REVOKED where the keys are of a revoked identity and the record that ended it is not here.
   */
  identity(): Promise<VerifiedIdentity>
  /** A new version with the change in it, not yet kept: `keep` it when it was taken. */
  draft(change: OwnChange): Promise<VerifiedIdentity>
  keep(identity: VerifiedIdentity, named?: { name: Name; domainKey: Uint8Array; record: VerifiedName }): Promise<void>
  /**
   * What others show of this identity: if newer it is what the next version is built on. Throws IDENTITY_REVOKED,
   * KEY_CHANGED (these keys are no longer the identity's) or KEY_LOG_CONFLICT.
   */
  adopt(shown: VerifiedIdentity): Promise<void>
  /** New keys of this identity, which sign from now on. They are in the key store already, or a crash would lose them. */
  rekey(keys: PeerKeys): Promise<void>
  /** Signs and keeps the record that ends the identity; `keys` hold the log with the tombstone. docs/spec/records.md. */
  end(keys: PeerKeys, recoveryKey: Ed25519PrivateKey): Promise<void>
}

export interface OwnRecordsOptions {
  keys: PeerKeys
  /** A-label. */
  home: string
  storage: PeerStorage
  /** Of an identity record, ms; at most 90 days. */
  lifetimeMs?: number | undefined
  now: () => number
}

const IDENTITY_KEY = 'self/identity'
const NAME_KEY = 'self/name'

/** Opens what the storage holds. Throws KEY_LOG_INVALID for keys that are no identity's, and `openRecord`'s codes. */
export async function openOwnRecords(options: OwnRecordsOptions): Promise<OwnRecords> {
  const { home, storage, now, lifetimeMs = RECORD_LIMITS.identity.maxLifetimeMs } = options
  let { keys } = options
  const { network } = keys
  const state = await replay(keys.keyLog)
  const { id } = state
  let isEnded = state.tombstoned
  const inTurn = createInTurn()
  let held = await readIdentity()
  /** Made here with nothing to build on: whatever others still hold of this identity comes before it. */
  let isProvisional = false
  let lastSeq: number | null = held?.seq ?? null
  let named = await readName()

  async function readIdentity(): Promise<VerifiedIdentity | null> {
    const bytes = await storage.get(IDENTITY_KEY)
    if (bytes === null) return null
    const routingKey = identityRoutingKey(network, id)
    return (await openRecord(bytes, routingKey, { network })) as VerifiedIdentity
  }

  async function readName(): Promise<OwnRecords['named']> {
    const bytes = await storage.get(NAME_KEY)
    if (bytes === null) return null
    const stored = JSON.parse(toText(bytes)) as { name: string; domainKey: string; record: string }
    const name = parseName(stored.name)
    const routingKey = nameRoutingKey(network, fromString(stored.domainKey, 'base64'), name.local)
    const record = await openRecord(fromString(stored.record, 'base64'), routingKey, { network })
    return { name, record: record as VerifiedName }
  }

  async function hold(identity: VerifiedIdentity): Promise<void> {
    held = identity
    isProvisional = false
    lastSeq = Math.max(lastSeq ?? 0, identity.seq)
    await storage.put(IDENTITY_KEY, identity.bytes)
  }

  const isRevoked = () => isEnded || held?.keyState.tombstoned === true

  async function sign(change: OwnChange = {}): Promise<VerifiedIdentity> {
    if (isRevoked()) throw revoked()
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
    get isPublic() {
      return held !== null && !isProvisional && !isRevoked()
    },
    get isRevoked() {
      return isRevoked()
    },
    get named() {
      return isRevoked() ? null : named
    },
    identity: () =>
      inTurn('', async () => {
        if (held?.keyState.tombstoned) return held
        if (held !== null && isAsWanted(held, { keys, home, now: now() })) return held
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
        const { name, domainKey, record } = given
        const stored = { name: name.text, domainKey: base64(domainKey), record: base64(record.bytes) }
        await storage.put(NAME_KEY, fromString(JSON.stringify(stored)))
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
        if (order.winner === 'b') throw keyChanged()
        if (held === null || isProvisional || isBetterBase(shown, held, keys)) await hold(shown)
      }),
    rekey: (given) =>
      inTurn('', async () => {
        keys = given
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

function contradicted(): OpenPeerError {
  return new OpenPeerError(
    'KEY_LOG_CONFLICT',
    'Somebody published a key log that contradicts yours: your recovery key was used twice. Contacts will be warned.',
  )
}

function revoked(): OpenPeerError {
  return new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked for good.')
}

/** The keys are no longer the identity's. */
export function keyChanged(): OpenPeerError {
  return new OpenPeerError(
    'KEY_CHANGED',
    "This identity's key was replaced: these keys no longer speak for it. Use the newer keys, or recover the identity.",
  )
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64')
}
