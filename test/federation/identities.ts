import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { createInception, createRotation, createTombstone } from '../../src/records/create-key-event.ts'
import { replay } from '../../src/records/key-log.ts'
import type { Payloads } from '../../src/records/payload-codecs.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { DAY_MS, NETWORK } from './sealed-records.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Somebody whose key log can grow. */
export interface TestIdentity {
  routingKey: Bytes
  /** the record under the present key; lives one day from `seq` */
  record(seq?: number): Promise<Bytes>
  /** A new key from now on. */
  rotate(): Promise<void>
  tombstone(seq?: number): Promise<Bytes>
}

export async function testIdentity(time = Date.now() - 3_600_000): Promise<TestIdentity> {
  const recoveryKey = await generateKeyPair('Ed25519')
  let key = await generateKeyPair('Ed25519')
  const recoveryPublicKey = recoveryKey.publicKey.raw
  let log: Uint8Array[] = [await createInception({ signingKey: key, recoveryPublicKey, time })]
  const { id } = await replay(log)

  async function seal(keyLog: Uint8Array[], seq: number, expiresAt: number, signer: Ed25519PrivateKey): Promise<Bytes> {
    const homes = expiresAt === 0 ? [] : ['a.test']
    const payload = { id, keyLog, seq, expiresAt, homes, devices: [], listedNames: [] }
    return await sealRecord('identity', payload as unknown as Payloads['identity'], signer, NETWORK)
  }

  return {
    routingKey: identityRoutingKey(NETWORK, id),
    record: (seq = Date.now()) => seal(log, seq, seq + DAY_MS, key),
    async rotate() {
      const newKey = await generateKeyPair('Ed25519')
      log = await createRotation(log, { currentKey: key, newKey, time: time + log.length })
      key = newKey
    },
    async tombstone(seq = Date.now()) {
      const dead = await createTombstone(log, { recoveryKey, time: seq })
      return await seal(dead, seq, 0, recoveryKey)
    },
  }
}
