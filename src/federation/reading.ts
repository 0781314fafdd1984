import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { HEDGE_MS } from './consult.ts'
import { closerNodes, getFrom, type Holding, openSent } from './holders.ts'
import type { OperatorEntry } from './operator-table.ts'

/** What one holder has, verified; null for nothing. */
export interface HolderAnswer {
  value: VerifiedRecord | null
  closer: OperatorEntry[]
}

/** Reads one key from one holder after another. Throws the holder's code, openRecord's, MALFORMED_MESSAGE. */
export interface Reading {
  ask(entry: OperatorEntry, signal: AbortSignal): Promise<HolderAnswer>
}

/**
 * Reads one key from several holders (docs/spec/placement.md, "Lookup"): the first one asked sends its record, the
 * others the hash of their payload, and their record only where that differs from all seen. With `own` at hand, all
 * send hashes. Each record is verified once, and must have the hash under which it was announced: else one holder
 * could pass off an old record as that of all the others.
 */
export function createReading(holding: Holding, routingKey: Uint8Array, own: VerifiedRecord | null): Reading {
  /** by the hex of their payload's hash */
  const opened = new Map<string, Promise<VerifiedRecord>>()
  const first = Promise.withResolvers<void>()
  let isFirstAsked = own !== null
  if (own !== null) {
    opened.set(textOf(own.payloadHash, 'hex'), Promise.resolve(own))
    first.resolve()
  }

  async function open(envelope: Uint8Array, hash: Uint8Array): Promise<VerifiedRecord> {
    const record = await openSent(holding, envelope, routingKey, [own])
    if (equals(record.payloadHash, hash)) return record
    throw new OpenPeerError('MALFORMED_MESSAGE', 'The holder sent another record than the one it announced')
  }

  async function fetch(entry: OperatorEntry, hash: Uint8Array, signal: AbortSignal): Promise<VerifiedRecord> {
    const { envelope } = await getFrom(holding, entry, routingKey, { digestOnly: false, signal })
    return await open(envelope, hash)
  }

  /** One promise a hash; a holder that cannot show what it announced does not spoil it for the next. */
  async function shared(hash: Uint8Array, make: () => Promise<VerifiedRecord>): Promise<VerifiedRecord> {
    const key = textOf(hash, 'hex')
    const seen = await opened.get(key)?.catch(() => null)
    if (seen) return seen
    const mine = make()
    opened.set(key, mine)
    return await mine
  }

  async function ask(entry: OperatorEntry, signal: AbortSignal): Promise<HolderAnswer> {
    const isFirst = !isFirstAsked
    isFirstAsked = true
    // The others wait for the first one's record no longer than a lookup waits for any silent holder.
    const timer = isFirst ? setTimeout(first.resolve, HEDGE_MS) : undefined
    try {
      const {
        envelope,
        payloadHash,
        closer: nodes,
      } = await getFrom(holding, entry, routingKey, {
        digestOnly: !isFirst,
        signal,
      })
      const closer = closerNodes(holding, nodes)
      if (payloadHash.byteLength === 0) return { value: null, closer }
      if (envelope.byteLength > 0)
        return { value: await shared(payloadHash, () => open(envelope, payloadHash)), closer }
      await first.promise
      return { value: await shared(payloadHash, () => fetch(entry, payloadHash, signal)), closer }
    } finally {
      clearTimeout(timer)
      if (isFirst) first.resolve()
    }
  }

  return { ask }
}
