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
import type { PeerKeys } from './key-store.ts'

/** What the next version says beyond the last one. */
export interface OwnChange {
  addName?: Name
  displayName?: string
  /** a URI; one that is there already stays as it is */
  addClaim?: string
  removeClaim?: string
}

export interface SignIdentityOptions {
  keys: PeerKeys
  id: Uint8Array
  home: string
  /**
   * The version to build on: its other devices, names and profile stay. After a recovery the devices go, since a thief may
   * have listed one; of a version that the recovery has undone nothing stays but the names, which the domains confirm or not.
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
  const { committedAt } = await replay(keys.keyLog)
  const others = base !== null && equals(base.keyState.committedAt, committedAt) ? base.payload.devices : []
  const shown = base !== null && isInLine(base, keys) ? base.payload.profile : undefined
  const payload: IdentityPayload = {
    id: copy(id),
    keyLog: keys.keyLog.map(copy),
    seq,
    expiresAt: seq + lifetimeMs,
    homes: [home],
    devices: [...others.filter((device) => !equals(device.peerId, own.peerId)), own],
    listedNames: withName(base?.payload.listedNames ?? [], id, change.addName),
  }
  const profile = { displayName: '', names: [], claims: [], ...shown }
  if (change.displayName !== undefined) profile.displayName = change.displayName
  profile.claims = withClaims(profile.claims, change)
  if (profile.displayName !== '' || profile.names.length + profile.claims.length > 0) payload.profile = profile
  // Our own record passes the same checks as everybody's, so that nothing is sent that others refuse.
  return validateIdentity(await sealRecord('identity', payload, keys.identityKey, network), id, { network, now })
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

/** Whether a version may stay in force: not past half of its life, and saying what these keys and this home are. */
export function isAsWanted(
  record: VerifiedIdentity,
  { keys, home, now }: { keys: PeerKeys; home: string; now: number },
): boolean {
  const { payload, seq, expiresAt } = record
  const isYoung = expiresAt !== null && now < (seq + expiresAt) / 2
  const isSameLog =
    payload.keyLog.length === keys.keyLog.length &&
    payload.keyLog.every((event, at) => equals(event, keys.keyLog[at] ?? new Uint8Array(0)))
  const isAtHome = payload.homes.length === 1 && payload.homes[0] === home
  return isYoung && isSameLog && isAtHome && payload.devices.some((device) => isOwnDevice(device, keys))
}

function isOwnDevice({ peerId, sealingKey, publisher }: DeviceEntry, keys: PeerKeys): boolean {
  const own = peerIdBytesFromRaw(keys.deviceKey.publicKey.raw)
  return publisher && equals(peerId, own) && equals(sealingKey, keys.sealingKey.publicKey)
}

function withName(listed: Uint8Array[], id: Uint8Array, name: Name | undefined): Uint8Array<ArrayBuffer>[] {
  if (name === undefined) return listed.map(copy)
  const hash = listedNameHash(id, name)
  return [...listed.filter((one) => !equals(one, hash)), hash].map(copy)
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
