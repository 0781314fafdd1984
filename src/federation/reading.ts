import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { Waits } from './consultation.ts'
import { closerNodes, getFrom, type Holding, openSent } from './holders.ts'
import type { NamedNode } from './operator-table.ts'
import { originOf } from './origin-of.ts'
import { NOBODY_KNOWN, type PutOrigin } from './put-origin.ts'

/** How long one holder waits for what another one is about to show, in ms: less than a lookup waits for any of them. */
const SHARE_MS = 100

/** What one holder has, verified; null for nothing. */
export interface HolderAnswer {
  value: VerifiedRecord | null
  closer: NamedNode[]
}

/** Reads one key from one holder after another. Throws the holder's code, openRecord's, MALFORMED_MESSAGE. */
export interface Reading {
  ask(entry: NamedNode, signal: AbortSignal, waits: Waits): Promise<HolderAnswer>
  /** Who showed a record that `ask` gave, as the store charges it. */
  originOf(record: VerifiedRecord): PutOrigin
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
  const origins = new WeakMap<VerifiedRecord, PutOrigin>()
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

  async function fetch(entry: NamedNode, hash: Uint8Array, signal: AbortSignal): Promise<VerifiedRecord> {
    const { envelope, account } = await getFrom(holding, entry, routingKey, { digestOnly: false, signal })
    const record = await open(envelope, hash)
    origins.set(record, originOf(holding.directory, entry.peerId, account))
    return record
  }

  /** What another holder is fetching is waited for shortly: it may be one that announces the record and never shows it. */
  async function shared(hash: Uint8Array, make: () => Promise<VerifiedRecord>): Promise<VerifiedRecord> {
    const key = textOf(hash, 'hex')
    const seen = await shortly(opened.get(key))
    if (seen !== null) return seen
    const mine = make()
    opened.set(key, mine)
    return await mine
  }

  async function ask(entry: NamedNode, signal: AbortSignal, waits: Waits): Promise<HolderAnswer> {
    const isFirst = !isFirstAsked
    isFirstAsked = true
    const timer = isFirst ? setTimeout(first.resolve, SHARE_MS) : undefined
    try {
      const {
        envelope,
        payloadHash,
        account,
        closer: nodes,
      } = await getFrom(holding, entry, routingKey, {
        digestOnly: !isFirst,
        signal,
      })
      const closer = closerNodes(holding, nodes)
      if (payloadHash.byteLength === 0) return { value: null, closer }
      if (envelope.byteLength > 0) {
        const opening = open(envelope, payloadHash).then((record) => {
          origins.set(record, originOf(holding.directory, entry.peerId, account))
          return record
        })
        const key = textOf(payloadHash, 'hex')
        if (!opened.has(key)) opened.set(key, opening)
        return { value: await opening, closer }
      }
      waits(true)
      await first.promise
      const value = await shared(payloadHash, () => {
        waits(false)
        return fetch(entry, payloadHash, signal)
      })
      return { value, closer }
    } finally {
      clearTimeout(timer)
      if (isFirst) first.resolve()
    }
  }

  return { ask, originOf: (record) => origins.get(record) ?? NOBODY_KNOWN }
}

/** Null when it fails, or takes longer than another holder would be waited for. */
async function shortly(promise: Promise<VerifiedRecord> | undefined): Promise<VerifiedRecord | null> {
  if (promise === undefined) return null
  const { promise: over, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(resolve, SHARE_MS, null)
  try {
    return await Promise.race([promise, over])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
