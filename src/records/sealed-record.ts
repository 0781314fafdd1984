import type { Ed25519PrivateKey } from '@libp2p/interface'
import { OpenPeerError } from '../errors.ts'
import { type ReadCapability, sealedKey } from './capability.ts'
import { certify } from './certify.ts'
import { ensure } from './field-checks.ts'
import { openEnvelope } from './open-envelope.ts'
import type { SealedContent, SealedHome } from './payloads.js'
import { identityRoutingKey, lengthPrefixed } from './routing-key.ts'
import { sealRecord } from './seal-record.ts'
import { padContent, readContent } from './sealed-content.ts'
import { checkTimes } from './validate.ts'
import type { VerifiedIdentity, VerifiedSealed } from './verified-record.ts'

export interface SealOptions {
  network: string
  /** Signs the record; its public half is the capability that guests know. */
  capabilityKey: Ed25519PrivateKey
  readSecret: Uint8Array
  /** Null: the invitation is withdrawn. */
  content: SealedContent | null
  seq: number
  expiresAt: number
  /** of the ciphertext: one of `SEALED_SIZES`, at least `smallestSealedSize` */
  size: number
  /** 24 random bytes, new for each record */
  nonce: Uint8Array
}

/** What a guest found in a sealed record. */
export interface OpenedSealed {
  /** Checked in full; it may be one that ended the identity. */
  identity: VerifiedIdentity
  /** The identity's homes with the domain key (raw, 32 bytes) that its owner knew: at most 4. */
  homes: SealedHome[]
}

const WITHDRAWN: SealedContent = { identityRecord: new Uint8Array(0), homes: [] }

/** The bytes of a sealed record. Throws RECORD_TOO_LARGE (for this size), INVALID_ARGUMENT. Spec: docs/spec/sealed-records.md */
export async function sealIdentity(options: SealOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { network, capabilityKey, readSecret, content, seq, expiresAt, size, nonce } = options
  const capability = Uint8Array.from(capabilityKey.publicKey.raw)
  const read = { network, capability, readSecret }
  const { key, algorithm } = await cipher(read, { nonce, seq, expiresAt }, 'encrypt')
  const plain = padContent(content ?? WITHDRAWN, size)
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain))
  return sealRecord('sealed', { capability, seq, expiresAt, nonce, ciphertext }, capabilityKey, network)
}

/**
 * What is in a sealed record, every check of the identity record in it included; null when its owner withdrew the invitation.
 * `now` in ms. Throws RECORD_MALFORMED (also for another read secret), LIMIT_EXCEEDED, RECORD_NOT_CANONICAL, WRONG_KIND, and
 * `validate`'s codes for the identity. Spec: docs/spec/sealed-records.md, "Order of the checks".
 */
export async function openSealed(
  sealed: VerifiedSealed,
  readSecret: Uint8Array,
  now: number,
): Promise<OpenedSealed | null> {
  const { network, payload } = sealed
  const content = readContent(await decrypt(sealed, { network, capability: payload.capability, readSecret }))
  if (content.identityRecord.length === 0) return null
  const opened = await openEnvelope(content.identityRecord, network)
  if (opened.kind !== 'identity') {
    throw new OpenPeerError('WRONG_KIND', `A sealed record holds an identity record, not a ${opened.kind} record.`)
  }
  const identity = (await certify(opened, identityRoutingKey(network, opened.payload.id))) as VerifiedIdentity
  checkTimes(identity, now)
  const { homes } = identity.payload
  ensure(
    content.homes.every(({ domain }) => homes.includes(domain)),
    'the sealed record names a home that the identity does not',
  )
  return { identity, homes: content.homes }
}

async function decrypt({ payload }: VerifiedSealed, read: ReadCapability): Promise<Uint8Array> {
  const { key, algorithm } = await cipher(read, payload, 'decrypt')
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, Uint8Array.from(payload.ciphertext)))
  } catch (cause) {
    throw new OpenPeerError('RECORD_MALFORMED', 'This read secret does not open the sealed record.', { cause })
  }
}

async function cipher(
  read: ReadCapability,
  { nonce, seq, expiresAt }: { nonce: Uint8Array; seq: number; expiresAt: number },
  usage: 'encrypt' | 'decrypt',
) {
  const { key, iv } = sealedKey(read, nonce)
  const additionalData = lengthPrefixed('openpeer/sealed/1', read.network, read.capability, time(seq), time(expiresAt))
  return {
    key: await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, [usage]),
    algorithm: { name: 'AES-GCM', iv: Uint8Array.from(iv), additionalData },
  }
}

/** 8 bytes, big-endian. */
function time(ms: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(ms))
  return bytes
}
