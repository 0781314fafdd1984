import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { GetResult } from '../../src/wire/messages.js'
import { testIdentity } from './identities.ts'
import { NETWORK, testDomain } from './sealed-records.ts'
import { domainRecord } from './seats.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** One key with what is true of it and what a liar could show in its place. */
export interface Truth {
  kind: string
  routingKey: Uint8Array
  /** what holders hold */
  bytes: Uint8Array
  /** a version from before; once it was true */
  older: Uint8Array
  /** the same kind of thing, valid, by or about somebody else, and newer */
  other: Uint8Array
}

const MINUTE_MS = 60_000

async function name(index: number, now: number): Promise<Truth> {
  const [domain, another] = [await testDomain(), await testDomain()]
  const local = `n${index}`
  return {
    kind: 'name',
    routingKey: domain.routingKey(local),
    bytes: await domain.name(local, { seq: now }),
    older: await domain.name(local, { seq: now - MINUTE_MS, id: 2 }),
    other: await another.name(local, { seq: now + MINUTE_MS }),
  }
}

/** The thief's version under the stolen, rotated key has a far higher `seq`: the key log decides. */
async function rotated(_: number, now: number): Promise<Truth> {
  const [identity, another] = [await testIdentity(), await testIdentity()]
  const older = await identity.record(now + MINUTE_MS)
  await identity.rotate()
  const { routingKey } = identity
  return { kind: 'identity', routingKey, older, bytes: await identity.record(now), other: await another.record(now) }
}

async function dead(_: number, now: number): Promise<Truth> {
  const [identity, another] = [await testIdentity(), await testIdentity()]
  const older = await identity.record(now + MINUTE_MS)
  const { routingKey } = identity
  return {
    kind: 'tombstone',
    routingKey,
    older,
    bytes: await identity.tombstone(now),
    other: await another.record(now),
  }
}

/** Anybody can make a key and sign a domain record with it. */
async function domain(index: number, now: number): Promise<Truth> {
  const [key, another] = [await generateKeyPair('Ed25519'), await generateKeyPair('Ed25519')]
  const text = `d${index}.test`
  const node = { peerId: peerIdFromPrivateKey(await generateKeyPair('Ed25519')), addresses: ['/ip4/127.0.0.1/tcp/1'] }
  return {
    kind: 'domain',
    routingKey: domainRoutingKey(NETWORK, text),
    bytes: await domainRecord(text, key, [node], { seq: now }),
    older: await domainRecord(text, key, [], { seq: now - MINUTE_MS }),
    other: await domainRecord(text, another, [node], { seq: now + MINUTE_MS }),
  }
}

const MAKERS = [name, rotated, dead, domain]

/** One of each kind, for which `isGood` (of its routing key) holds. */
export async function oneOfEachKind(now: number, isGood: (routingKey: Uint8Array) => boolean): Promise<Truth[]> {
  return await Promise.all(
    MAKERS.map(async (make) => {
      for (let index = 0; ; index++) {
        const truth = await make(index, now)
        if (isGood(truth.routingKey)) return truth
      }
    }),
  )
}

/** What a holder answers that holds these bytes, whether or not anybody asked for all of it. */
export async function answerWith(envelope: Uint8Array, routingKey: Uint8Array): Promise<Partial<GetResult>> {
  const { seq, payloadHash } = await openRecord(envelope, routingKey, { network: NETWORK })
  return { seq, payloadHash: payloadHash as Bytes, envelope: envelope as Bytes }
}
