import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { fromString, toString as toText } from 'uint8arrays'
import { OpenPeerError } from '../errors.ts'
import { replay } from '../records/key-log.ts'
import { checkNetwork } from '../records/kinds.ts'
import { parseDomain } from '../records/names.ts'
import { createSealingKey } from './create-keys.ts'
import type { PublisherKeys } from './key-store.ts'
import { DEFAULT_COST, openBox, type PassphraseCost, sealBox } from './key-store-box.ts'

/** What makes another device a publisher of the same identity: all but a device's own keys, and never the recovery key. */
export interface IdentityExport {
  network: string
  /** A-label. */
  home: string
  name: string | null
  /** never published under its id */
  unlisted?: boolean
  identityKey: Ed25519PrivateKey
  /** The events' bytes, oldest first. */
  keyLog: Uint8Array[]
}

const KIND = 'openpeer-identity'
const VERSION = 1
const MAX_EVENTS = 64

/** The text of an export, sealed as a key store is. Throws INVALID_ARGUMENT (an empty passphrase). docs/spec/key-store.md */
export async function sealExport(
  exported: IdentityExport,
  passphrase: string,
  cost: PassphraseCost = DEFAULT_COST,
): Promise<string> {
  if (passphrase === '') {
    throw new OpenPeerError('INVALID_ARGUMENT', 'An empty passphrase protects nothing: choose one.')
  }
  const { network, home, name } = exported
  const unlisted = exported.unlisted === true ? { unlisted: true } : {}
  const identityKey = toText(privateKeyToProtobuf(exported.identityKey), 'base64')
  const keyLog = exported.keyLog.map((event) => toText(event, 'base64'))
  const text = JSON.stringify({ kind: KIND, version: VERSION, network, home, name, ...unlisted, identityKey, keyLog })
  return await sealBox(fromString(text), passphrase, cost)
}

/** Throws KEY_STORE_LOCKED (wrong passphrase), KEY_STORE_DAMAGED (no export), and `replay`'s codes. */
export async function openExport(text: string, passphrase: string): Promise<IdentityExport> {
  const exported = read(await openBox(text, passphrase))
  await replay(exported.keyLog)
  return exported
}

function read(bytes: Uint8Array): IdentityExport {
  try {
    const found = JSON.parse(toText(bytes)) as Record<string, unknown>
    if (found.kind !== KIND || found.version !== VERSION) throw new Error('kind')
    if (!Array.isArray(found.keyLog) || found.keyLog.length > MAX_EVENTS) throw new Error('keyLog')
    const identityKey = privateKeyFromProtobuf(fromString(textOf(found.identityKey), 'base64'))
    if (identityKey.type !== 'Ed25519') throw new Error('identityKey')
    checkNetwork(textOf(found.network))
    return {
      network: textOf(found.network),
      home: parseDomain(textOf(found.home)),
      name: found.name === null ? null : textOf(found.name),
      ...(found.unlisted === true ? { unlisted: true } : {}),
      identityKey,
      keyLog: found.keyLog.map((event) => fromString(textOf(event), 'base64')),
    }
  } catch (cause) {
    const text = 'This file is not an export of an identity: make one with "openpeer id export".'
    throw new OpenPeerError('KEY_STORE_DAMAGED', text, { cause })
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Error('not a text')
}

/** The keys of a new device of an exported identity. Nothing is saved. */
export async function keysOfExport({ network, identityKey, keyLog }: IdentityExport): Promise<PublisherKeys> {
  const [deviceKey, sealingKey] = await Promise.all([generateKeyPair('Ed25519'), createSealingKey()])
  return { network, identityKey, deviceKey, sealingKey, keyLog }
}
