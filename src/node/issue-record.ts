import type { Ed25519PrivateKey } from '@libp2p/interface'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { Federation } from '../federation/federation.ts'
import { quorum } from '../federation/placement.ts'
import type { Payloads } from '../records/payload-codecs.ts'
import { nextSeq, sealRecord, type Unsealed } from '../records/seal-record.ts'
import type { VerifiedOf } from '../records/verified-record.ts'

export interface IssueOptions<K extends 'domain' | 'name'> {
  kind: K
  routingKey: Uint8Array
  /** what the record is to say when it is signed at this time (ms) */
  payload: (seq: number) => Unsealed<Payloads[K]>
  key: Ed25519PrivateKey
  federation: Federation
  network: string
  now: () => number
  signal?: AbortSignal
}

export interface Issued<K extends 'domain' | 'name'> {
  record: VerifiedOf<K>
  /** holders that surely have it now, and how many should: fewer when others could not be reached, it is put again later */
  holders: number
  needed: number
  /** when the first of those that refuse it for now may be asked again; null when none does */
  retryAfterMs: number | null
}

/** Tries with a higher `seq`, where this store and then the holders have a newer one: the clock was set back. */
const TRIES = 3

/**
 * Signs the next version of a record of this domain, stores it and puts it to its holders. It is on disk here when this
 * returns, also when too few holders could be reached.
 *
 * @throws OpenPeerError CONFLICT when holders stand by another version; what `store.put` throws
 */
export async function issueRecord<K extends 'domain' | 'name'>(options: IssueOptions<K>): Promise<Issued<K>> {
  const { kind, routingKey, key, federation, network, now, signal } = options
  let previousSeq: number | null = null
  for (let tries = 0; tries < TRIES; tries++) {
    const bytes = await sealRecord(kind, options.payload(nextSeq(previousSeq, now())), key, network)
    try {
      const wait = signal === undefined ? {} : { signal }
      const { outcome, record, ...said } = await federation.publish(bytes, routingKey, wait)
      if (outcome === 'stored' || outcome === 'already-held') return { record: record as VerifiedOf<K>, ...said }
      previousSeq = record.seq
    } catch (error) {
      const held = await federation.store.get(routingKey)
      if (!isOpenPeerError(error, 'NO_QUORUM') || held === null) throw error
      // Kept here, and put again by the federation: not having reached the others now is no failure of issuing.
      const { write } = quorum(federation.operators.list().length)
      return { record: held as VerifiedOf<K>, holders: 1, needed: write, retryAfterMs: error.retryAfterMs ?? null }
    }
  }
  throw new OpenPeerError(
    'CONFLICT',
    `the holders stand by another ${kind} record of this domain: is its key in use elsewhere?`,
  )
}
