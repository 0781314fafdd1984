import type { Logger } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { equals } from 'uint8arrays/equals'
import { errorCode, isOpenPeerError, knownCode, OpenPeerError } from '../errors.ts'
import { describeOffset } from '../records/clock-offset.ts'
import { checkTimes, openRecord } from '../records/validate.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { GetResult, NodeEntry, PutResult } from '../wire/messages.js'
import type { ClockWatch } from './clock-watch.ts'
import type { DomainBindings } from './domain-bindings.ts'
import type { FederationEmitter } from './federation-events.ts'
import type { KadWalk } from './kad-walk.ts'
import { type AddressFilter, decodeNodes } from './node-entries.ts'
import type { OperatorDirectory } from './operator-directory.ts'
import type { NamedNode } from './operator-table.ts'
import type { PutOrigin } from './put-origin.ts'
import type { RecordStore } from './record-store.ts'
import type { RecordsCalls } from './records-calls.ts'

/** What publishing, lookup and republishing stand on. */
export interface Holding {
  network: string
  store: RecordStore
  directory: OperatorDirectory
  calls: RecordsCalls
  dht: KadDHT
  walk: KadWalk
  /** what this node sees of domains with its own eyes; null in a network whose holders believe each other */
  bindings: DomainBindings | null
  events: FederationEmitter
  clocks: ClockWatch
  usable: AddressFilter
  k: number
  now: () => number
  random: () => number
  log: Logger
  /** ends everything when the federation stops */
  lifetime: AbortSignal
}

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Opens bytes that a holder sent. An expired record passes, for comparing; one from the future does not.
 * `known` are records of this key that were opened already: the same bytes are not verified twice.
 * Throws openRecord's codes and SEQ_IN_FUTURE.
 */
export async function openSent(
  holding: Holding,
  bytes: Uint8Array,
  routingKey: Uint8Array,
  known: readonly (VerifiedRecord | null)[],
): Promise<VerifiedRecord> {
  for (const record of known) if (record !== null && equals(record.bytes, bytes)) return record
  // A copy: the bytes are a view into a larger network buffer, which a remembered record would keep alive.
  const record = await openRecord(bytes.slice(), routingKey, { network: holding.network })
  if (!isExpired(record, holding.now())) checkTimes(record, holding.now())
  return record
}

/** Whether a record is over; a tombstone never is. */
export function isExpired(record: VerifiedRecord, now: number): boolean {
  return record.expiresAt !== null && record.expiresAt <= now
}

/** Asks one holder for one key: its digest, with the envelope unless `digestOnly`. */
export async function getFrom(
  holding: Holding,
  entry: NamedNode,
  routingKey: Uint8Array,
  options: { digestOnly: boolean; signal: AbortSignal },
): Promise<GetResult> {
  const view = holding.directory.view(routingKey).hash
  const request = { routingKey: routingKey as Bytes, view: view as Bytes, digestOnly: options.digestOnly }
  return only(await holding.calls.get(entry, [request], options.signal))
}

/** What a holder says when it will not keep a record now, or not from us: that is no fault of the holder. */
const REFUSALS = new Set(['NOT_ADMITTED', 'BINDING_UNCONFIRMED', 'BINDING_MISMATCH', 'RATE_LIMITED', 'STORE_FULL'])

export function isRefusal(error: unknown): boolean {
  return REFUSALS.has(errorCode(error))
}

/** Puts one record to one holder. Throws the code with which it refused. */
export async function putTo(
  holding: Holding,
  entry: NamedNode,
  record: Pick<VerifiedRecord, 'routingKey' | 'bytes'>,
  signal: AbortSignal,
): Promise<PutResult> {
  const { routingKey, bytes } = record
  const view = holding.directory.view(routingKey).hash
  const account = await holding.store.ownerOf(routingKey)
  const request = { routingKey: routingKey as Bytes, envelope: bytes as Bytes, view: view as Bytes, account }
  const result = only(await holding.calls.put(entry, [request], signal))
  if (result.code === '') return result
  const code = knownCode(result.code)
  const aheadMs = holding.clocks.aheadOf(entry.key) ?? 0
  const isOurClock = code === 'SEQ_IN_FUTURE' && aheadMs > 0
  const clock = isOurClock ? ` Your clock is ${describeOffset(aheadMs)} that node’s: set it right.` : ''
  const { retryAfterMs } = result
  const text = `${entry.key} refused the record: ${result.message.slice(0, 256)}${clock}`
  throw new OpenPeerError(code, text, retryAfterMs > 0 ? { retryAfterMs } : {})
}

/** The nodes that an answerer would choose. */
export function closerNodes(holding: Holding, nodes: readonly NodeEntry[]): NamedNode[] {
  return decodeNodes(nodes, holding.usable)
}

/**
 * Keeps what a holder sent, if the store agrees that it is better. `origin`, who sent it, is charged for a key that is new
 * here. Never throws: what the store refuses is no loss here.
 */
export async function keep({ store, log }: Holding, record: VerifiedRecord, origin: PutOrigin): Promise<void> {
  try {
    await store.put(record.bytes, record.routingKey, origin)
  } catch (error) {
    if (!isOpenPeerError(error)) log.error('could not keep a record that a holder sent - %e', error)
  }
}

function only<T>(results: T[]): T {
  const [result] = results
  if (result === undefined) throw new OpenPeerError('MALFORMED_MESSAGE', 'The other node gave no result')
  return result
}
