import type { Ed25519PrivateKey } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { createDeviceEntry } from '../records/device-entry.ts'
import { replay } from '../records/key-log.ts'
import { peerIdBytesFromRaw } from '../records/keys.ts'
import type { Name } from '../records/names.ts'
import { MAX_COUNTS } from '../records/payload-codecs.ts'
import type { DeviceEntry, IdentityPayload } from '../records/payloads.js'
import { listedNameHash } from '../records/routing-key.ts'
import { sealRecord } from '../records/seal-record.ts'
import { validateIdentity } from '../records/validate.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { identityKeyOf } from './identity-key.ts'
import type { PeerKeys } from './key-store.ts'

/** What the next version says beyond the last one. */
export interface OwnChange {
  /** the A-label of another home, in place of the present ones */
  home?: string
  addName?: Name
  /** names that it gives up */
  removeNames?: Name[]
  displayName?: string
  /** names of its own in clear, canonical; in place of those shown before */
  showNames?: string[]
  /** no profile from now on: neither display name nor names in clear nor claims */
  dropProfile?: boolean
  /** a URI; one that is there already stays as it is */
  addClaim?: string
  removeClaim?: string
  /** its own entry, as `createDeviceEntry` makes it; it becomes a plain device unless it is listed already */
  addDevice?: DeviceEntry
  /** peer id bytes of another device */
  removeDevice?: Uint8Array
}

export interface SignIdentityOptions {
  keys: PeerKeys
  id: Uint8Array
  /** where the base names none */
  home: string
  /**
   * The version to build on: its other devices, names and profile stay. After a rotation the other devices are plain ones, since the
   * key that made them publishers is void. After a recovery they go, since a thief may have listed one; of a version that the recovery has undone nothing stays but the names, which the domains confirm or not.
   */
  base: VerifiedIdentity | null
  change: OwnChange
  seq: number
  lifetimeMs: number
  now: number
}

/** Signs the next version of this peer's identity record. Throws `validate`'s codes, above all LIMIT_EXCEEDED. */
export async function signIdentity(options: SignIdentityOptions): Promise<VerifiedIdentity> {
  const { keys, id, home, base, change, seq, lifetimeMs, now } = options
  const { network } = keys
  const own = await createDeviceEntry({
    deviceKey: keys.deviceKey,
    identityId: id,
    network,
    sealingKey: keys.sealingKey.publicKey,
    publisher: true,
  })
  const { committedAt, signingKey } = await replay(keys.keyLog)
  const mayStay = base !== null && equals(base.keyState.committedAt, committedAt)
  const hadThisKey = base !== null && equals(base.keyState.signingKey, signingKey)
  const listed = (mayStay ? base.payload.devices : [])
    .filter(({ peerId }) => !equals(peerId, own.peerId))
    .map((one) => (hadThisKey ? one : { ...one, publisher: false }))
  const inLine = base !== null && isInLine(base, keys) ? base.payload : null
  const homes = change.home === undefined ? (inLine?.homes ?? []) : [change.home]
  const payload: IdentityPayload = {
    id: copy(id),
    keyLog: keys.keyLog.map(copy),
    seq,
    expiresAt: seq + lifetimeMs,
    homes: homes.length === 0 ? [home] : homes,
    devices: [...withDevices(listed, change), own],
    listedNames: withNames(base?.payload.listedNames ?? [], id, change),
  }
  const profile = { displayName: '', names: [], claims: [], ...(change.dropProfile === true ? {} : inLine?.profile) }
  if (change.displayName !== undefined) profile.displayName = change.displayName
  profile.claims = withClaims(profile.claims, change)
  profile.names = withShownNames(change.showNames ?? profile.names, change)
  if (profile.displayName !== '' || profile.names.length + profile.claims.length > 0) payload.profile = profile
  // Our own record passes the same checks as everybody's, so that nothing is sent that others refuse.
  return validateIdentity(await sealRecord('identity', payload, identityKeyOf(keys), network), id, { network, now })
}

/** Signs the record that ends the identity: its keys' log ends in a tombstone, and it says nothing else. Throws as `validate`. */
export async function signTombstone(options: {
  keys: PeerKeys
  id: Uint8Array
  recoveryKey: Ed25519PrivateKey
  seq: number
  now: number
}): Promise<VerifiedIdentity> {
  const { keys, id, recoveryKey, seq, now } = options
  const { network } = keys
  const empty = { homes: [], devices: [], listedNames: [], expiresAt: 0 }
  const payload: IdentityPayload = { id: copy(id), keyLog: keys.keyLog.map(copy), seq, ...empty }
  return validateIdentity(await sealRecord('identity', payload, recoveryKey, network), id, { network, now })
}

/** Whether a version was signed under these keys' log, or under what led to it: no recovery has undone it. */
export function isInLine({ payload }: VerifiedIdentity, { keyLog }: PeerKeys): boolean {
  return payload.keyLog.every((event, at) => equals(event, keyLog[at] ?? new Uint8Array(0)))
}

/** Whether a version may stay in force: not past half of its life, saying what these keys are, and naming a home. */
export function isAsWanted(record: VerifiedIdentity, { keys, now }: { keys: PeerKeys; now: number }): boolean {
  const { payload, seq, expiresAt } = record
  const isYoung = expiresAt !== null && now < (seq + expiresAt) / 2
  const isSameLog =
    payload.keyLog.length === keys.keyLog.length &&
    payload.keyLog.every((event, at) => equals(event, keys.keyLog[at] ?? new Uint8Array(0)))
  const isAtHome = payload.homes.length > 0
  const entry = ownEntryIn(record, keys)
  return (
    isYoung && isSameLog && isAtHome && entry?.publisher === true && equals(entry.sealingKey, keys.sealingKey.publicKey)
  )
}

/** How a version lists the device that these keys are of. */
export function ownEntryIn({ payload }: VerifiedIdentity, { deviceKey }: PeerKeys): DeviceEntry | undefined {
  const own = peerIdBytesFromRaw(deviceKey.publicKey.raw)
  return payload.devices.find(({ peerId }) => equals(peerId, own))
}

/** The other devices; this one is listed besides. */
function withDevices(listed: DeviceEntry[], { addDevice, removeDevice }: OwnChange): DeviceEntry[] {
  const kept = listed.filter(({ peerId }) => removeDevice === undefined || !equals(peerId, removeDevice))
  if (addDevice === undefined) return kept
  const before = kept.find(({ peerId }) => equals(peerId, addDevice.peerId))
  const others = kept.filter((one) => one !== before)
  if (others.length + 2 <= MAX_COUNTS.devices)
    return [...others, { ...addDevice, publisher: before?.publisher ?? false }]
  const text = `An identity has at most ${MAX_COUNTS.devices} devices: remove one of yours before you add another.`
  throw new OpenPeerError('LIMIT_EXCEEDED', text)
}

function withNames(
  listed: Uint8Array[],
  id: Uint8Array,
  { addName, removeNames = [] }: OwnChange,
): Uint8Array<ArrayBuffer>[] {
  const added = addName === undefined ? [] : [listedNameHash(id, addName)]
  const gone = [...added, ...removeNames.map((name) => listedNameHash(id, name))]
  return [...listed.filter((one) => !gone.some((hash) => equals(hash, one))), ...added].map(copy)
}

/** The new name is shown where one that is given up was. */
function withShownNames(shown: string[], { addName, removeNames = [] }: OwnChange): string[] {
  const kept = shown.filter((text) => !removeNames.some((name) => name.text === text))
  const isLost = kept.length < shown.length && addName !== undefined && !kept.includes(addName.text)
  return isLost ? [...kept, addName.text] : kept
}

function withClaims(claims: string[], { addClaim, removeClaim }: OwnChange): string[] {
  const kept = claims.filter((claim) => claim !== removeClaim)
  if (addClaim === undefined || kept.includes(addClaim)) return kept
  if (kept.length < MAX_COUNTS.claims) return [...kept, addClaim]
  const text = `An identity claims at most ${MAX_COUNTS.claims} accounts: remove one of yours before you add another.`
  throw new OpenPeerError('LIMIT_EXCEEDED', text)
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes)
}
