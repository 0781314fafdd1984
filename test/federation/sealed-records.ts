import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { createInception, createRecovery } from '../../src/records/create-key-event.ts'
import { replay } from '../../src/records/key-log.ts'
import type { Payloads } from '../../src/records/payload-codecs.ts'
import { identityRoutingKey, nameHash, nameRoutingKey, sealedRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'

export const NETWORK = 'test'
export const DAY_MS = 24 * 3_600_000

/** A domain that signs name records: these need nothing beside its key. */
export interface TestDomain {
  key: Ed25519PrivateKey
  routingKey(local: string): Uint8Array
  /** lives one day from `seq`, now, unless given; `id` makes the payload differ */
  name(local: string, fields?: NameFields): Promise<Uint8Array>
}

interface NameFields {
  seq?: number
  lifetimeMs?: number
  id?: number
  network?: string
}

/** With a new key unless one is given. */
export async function testDomain(given?: Ed25519PrivateKey): Promise<TestDomain> {
  const key = given ?? (await generateKeyPair('Ed25519'))
  return {
    key,
    routingKey: (local) => nameRoutingKey(NETWORK, key.publicKey.raw, local),
    name: (local, { seq = Date.now(), lifetimeMs = DAY_MS, id = 1, network = NETWORK } = {}) => {
      const identityId = new Uint8Array(32).fill(id)
      const payload = { nameHash: nameHash(local), identityId, seq, expiresAt: seq + lifetimeMs, since: seq }
      return sealRecord('name', payload as Payloads['name'], key, network)
    },
  }
}

/** The largest records there are: 12 KiB for one invitation. */
export async function sealedForInvitation() {
  const key = await generateKeyPair('Ed25519')
  const seq = Date.now()
  const [nonce, ciphertext] = [new Uint8Array(24), new Uint8Array(12_288)]
  const capability = Uint8Array.from(key.publicKey.raw)
  const payload = { capability, seq, expiresAt: seq + DAY_MS, nonce, ciphertext }
  const routingKey = sealedRoutingKey(NETWORK, capability) as Uint8Array<ArrayBuffer>
  return { routingKey, bytes: await sealRecord('sealed', payload, key, NETWORK) }
}

/** Two records of one identity whose logs conflict: its recovery key signed two recoveries under one commitment. */
export async function conflictingIdentities(seq = Date.now(), lifetimeMs = DAY_MS) {
  const [signingKey, recoveryKey] = [await generateKeyPair('Ed25519'), await generateKeyPair('Ed25519')]
  const inception = await createInception({ signingKey, recoveryPublicKey: recoveryKey.publicKey.raw, time: seq })
  const { id } = await replay([inception])
  const recovered = async () => {
    const [newKey, next] = [await generateKeyPair('Ed25519'), await generateKeyPair('Ed25519')]
    const options = { recoveryKey, newKey, newRecoveryPublicKey: next.publicKey.raw, time: seq }
    return await identityRecord(id, await createRecovery([inception], options), newKey, { seq, lifetimeMs })
  }
  return { routingKey: identityRoutingKey(NETWORK, id), one: await recovered(), other: await recovered() }
}

async function identityRecord(
  id: Uint8Array,
  keyLog: Uint8Array[],
  key: Ed25519PrivateKey,
  { seq, lifetimeMs }: { seq: number; lifetimeMs: number },
) {
  const fields = { id, keyLog, seq, expiresAt: seq + lifetimeMs, homes: ['a.test'], devices: [], listedNames: [] }
  return await sealRecord('identity', fields as unknown as Payloads['identity'], key, NETWORK)
}
