import { setTimeout as delay } from 'node:timers/promises'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { defaultLogger } from '@libp2p/logger'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../../src/errors.ts'
import { compare } from '../../../src/federation/candidates.ts'
import { createFederationEmitter } from '../../../src/federation/federation-events.ts'
import type { Holding } from '../../../src/federation/holders.ts'
import { createLookups, type Lookup } from '../../../src/federation/lookup.ts'
import type { OperatorEntry } from '../../../src/federation/operator-table.ts'
import { ANSWER_TIMEOUT_MS } from '../../../src/federation/records-calls.ts'
import { openRecord } from '../../../src/records/validate.ts'
import type { VerifiedRecord } from '../../../src/records/verified-record.ts'
import type { GetEntry, GetResult } from '../../../src/wire/messages.js'
import { NETWORK, type TestDomain, testDomain } from '../sealed-records.ts'
import type { World } from './world.ts'

/** What a hostile holder does with a question. */
export const CONDUCTS = ['stale', 'deny', 'refuse', 'silent', 'forge'] as const
export type Conduct = (typeof CONDUCTS)[number]

/** A name and what there is to say about it. */
export interface Person {
  routingKey: Uint8Array
  newest: VerifiedRecord
  older: VerifiedRecord
  /** the newest with another identity in it, and a signature that does not fit */
  forged: Uint8Array<ArrayBuffer>
}

/** The same ones in every run: where their names lie decides what hostile nodes can do to them. */
export async function createPeople(count: number): Promise<Person[]> {
  const giver = await testDomain(await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(7)))
  const now = Date.now()
  return await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const local = `person${index}`
      const routingKey = giver.routingKey(local)
      const open = async (fields: Parameters<TestDomain['name']>[1]) =>
        await openRecord(await giver.name(local, fields), routingKey, { network: NETWORK })
      const newest = await open({ seq: now - 1_000 })
      const forged = newest.bytes.slice()
      forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
      return { routingKey, newest, older: await open({ seq: now - 3_600_000, id: 2 }), forged }
    }),
  )
}

const NOTHING: GetResult = {
  envelope: new Uint8Array(),
  seq: 0,
  payloadHash: new Uint8Array(),
  closer: [],
  account: '',
}

/** The lookup of production, over a network in which honest holders have the newest record and the hostile ones lie. */
export function lookupIn(
  { table, hostile, random }: World,
  conductOf: (key: string) => Conduct,
  people: Person[],
): Lookup {
  const byKey = new Map(people.map((person) => [String(person.routingKey), person]))
  const self = table.members()[0] as OperatorEntry

  async function get(entry: { key: string }, [question]: GetEntry[], signal?: AbortSignal): Promise<GetResult[]> {
    const person = byKey.get(String(question?.routingKey))
    if (question === undefined || person === undefined) return [NOTHING]
    const isHolder = table.view(person.routingKey).holders.some(({ key }) => key === entry.key)
    const show = ({ bytes, payloadHash, seq }: VerifiedRecord) => [
      { ...NOTHING, seq, payloadHash, envelope: question.digestOnly ? new Uint8Array() : bytes },
    ]
    if (!hostile.has(entry.key)) return isHolder ? show(person.newest) : [NOTHING]
    switch (conductOf(entry.key)) {
      case 'stale':
        return show(person.older)
      case 'deny':
        return [NOTHING]
      case 'refuse':
        throw new OpenPeerError('REFUSED', 'no')
      case 'forge':
        return show({ ...person.newest, bytes: person.forged, seq: Date.now() })
      case 'silent':
        return await delay(ANSWER_TIMEOUT_MS, undefined, { signal }).then(() => {
          throw new OpenPeerError('TIMEOUT', 'no answer')
        })
    }
  }

  const directory = {
    self,
    find: (peerId: unknown) => table.find(String(peerId)),
    view: table.view,
    closest: table.closest,
    onChange: () => () => {},
    hear: () => 0,
    answered: () => {},
    late: () => {},
    isTrusted: () => true,
    failed: async () => true,
    seatOf: () => null,
    list: table.sorted,
    // The worst that can be: whoever lies was quicker until now, and is asked first.
    byPreference: (entries: readonly OperatorEntry[]) =>
      [...entries].sort((a, b) => Number(hostile.has(b.key)) - Number(hostile.has(a.key))),
  }
  const holding = {
    ...{ network: NETWORK, directory, calls: { get }, events: createFederationEmitter(), bindings: null, k: 8 },
    store: { get: async () => null, put: async () => {}, ownerOf: async () => '' },
    walk: async () => [],
    usable: () => [],
    clocks: { heard() {}, aheadOf: () => null },
    ...{ now: Date.now, random, log: defaultLogger().forComponent('simulation') },
    lifetime: new AbortController().signal,
  } as unknown as Holding
  return createLookups(holding, () => {}).lookup
}

export interface Score {
  /** share of lookups that gave the newest record */
  right: number
  /** an older one, once valid */
  stale: number
  /** none */
  denied: number
  /** what was never valid: how many, not a share */
  wrong: number
}

/**
 * Looks everybody up as somebody who meets them for the first time. `own`: their own domain's node is alive, and its
 * answer is compared with that of the holders, as resolve-name.ts does.
 */
export async function score(lookup: Lookup, people: readonly Person[], own: 'alive' | 'dead' = 'dead'): Promise<Score> {
  const counts = { right: 0, stale: 0, denied: 0, wrong: 0 }
  await Promise.all(
    people.map(async ({ routingKey, newest, older }) => {
      const found = (await lookup(routingKey, { policy: 'quorum' })).record
      const record = own === 'alive' && (found === null || compare(found, newest).winner === 'b') ? newest : found
      if (record === null) counts.denied++
      else if (equals(record.bytes, newest.bytes)) counts.right++
      else if (equals(record.bytes, older.bytes)) counts.stale++
      else counts.wrong++
    }),
  )
  const share = (count: number) => count / people.length
  return { right: share(counts.right), stale: share(counts.stale), denied: share(counts.denied), wrong: counts.wrong }
}
