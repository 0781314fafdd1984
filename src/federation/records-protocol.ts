import type { Libp2p, PeerId } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { Admission } from '../wire/budget-admission.ts'
import { answering } from '../wire/call.ts'
import { handleProtocol } from '../wire/handle-protocol.ts'
import {
  type GetEntry,
  type GetResult,
  type NodeEntry,
  OperatorsResponse,
  type PutEntry,
  type PutResult,
} from '../wire/messages.js'
import { MAX_CLOSER_NODES, MAX_OPERATORS, records } from '../wire/methods.ts'
import { protocolIds } from '../wire/protocols.ts'
import type { Handlers } from '../wire/serve-channel.ts'
import { introduceHandler } from './introduce.ts'
import { createLister } from './list-records.ts'
import { encodeNode } from './node-entries.ts'
import type { OperatorDirectory } from './operator-directory.ts'
import { originOf } from './origin-of.ts'
import type { RecordStore } from './record-store.ts'

/** Envelopes in one answer, in bytes; for further ones the answer has the digest, and the asker asks again. */
export const MAX_ANSWER_BYTES = 192 * 1024
const ROUTING_KEY_BYTES = 32

type Bytes = Uint8Array<ArrayBuffer>

export interface RecordsProtocolOptions {
  libp2p: Libp2p
  network: string
  store: RecordStore
  directory: OperatorDirectory
  /** this node's own domain record */
  ownRecord: () => Promise<Uint8Array>
  /** this node's clock, ms: told to whoever puts */
  now: () => number
  k: number
  random: () => number
  /** whether those who ask may; everybody unless given */
  admission?: Admission | undefined
}

/**
 * Answers `put`, `get`, `list`, `operators` and `introduce` of other operator nodes (docs/spec/placement.md, "Records protocol").
 * The result stops it.
 */
export function serveRecords(options: RecordsProtocolOptions): Promise<() => Promise<void>> {
  const { libp2p, network, store, directory, ownRecord, now, random } = options
  const list = createLister(options)

  async function putOne({ routingKey, envelope, view, account }: PutEntry, remotePeer: PeerId): Promise<PutResult> {
    const result: PutResult = {
      ...{ outcome: '', code: '', message: '', current: new Uint8Array(), retryAfterMs: 0 },
      closer: closer(routingKey, view),
    }
    try {
      checkKey(routingKey)
      const { outcome, record } = await store.put(envelope, routingKey, originOf(directory, remotePeer, account))
      const wins = outcome === 'stored' || outcome === 'already-held'
      return { ...result, outcome, current: wins ? result.current : (record.bytes as Bytes) }
    } catch (error) {
      if (!isOpenPeerError(error)) throw error
      return { ...result, code: error.code, message: error.message, retryAfterMs: error.retryAfterMs ?? 0 }
    }
  }

  async function getOne({ routingKey, view, digestOnly }: GetEntry, remotePeer: PeerId): Promise<GetResult> {
    checkKey(routingKey)
    const record = await store.get(routingKey)
    // Who brought it is for those to know who may come to hold it too.
    const isForHolder = record !== null && !digestOnly && directory.seatOf(remotePeer) !== null
    return {
      ...(isForHolder && { account: await store.ownerOf(routingKey) }),
      envelope: record === null || digestOnly ? new Uint8Array() : (record.bytes as Bytes),
      seq: record?.seq ?? 0,
      payloadHash: (record?.payloadHash ?? new Uint8Array()) as Bytes,
      closer: closer(routingKey, view),
    }
  }

  /** The nodes that this one would choose, when these are not the ones that the asker chose. */
  function closer(routingKey: Uint8Array, theirs: Uint8Array): NodeEntry[] {
    const ours = directory.view(routingKey)
    return equals(ours.hash, theirs) ? [] : ours.holders.slice(0, MAX_CLOSER_NODES).map(encodeNode)
  }

  /** All, or a run of the ring from anywhere: over time an asker sees every part of it. */
  function someOperators(): NodeEntry[] {
    const all = directory.members()
    const start = all.length > MAX_OPERATORS ? Math.floor(random() * all.length) : 0
    const nodes = [...all.slice(start), ...all.slice(0, start)].slice(0, MAX_OPERATORS).map(encodeNode)
    let bytes = 0
    return nodes.filter((node) => {
      bytes += OperatorsResponse.encode({ nodes: [node] }).byteLength
      return bytes <= MAX_ANSWER_BYTES
    })
  }

  const handlers: Handlers = {
    put: answering(records.put, async ({ entries }, { remotePeer }) => {
      return { results: await Promise.all(entries.map((entry) => putOne(entry, remotePeer))), time: now() }
    }),
    get: answering(records.get, async ({ entries }, { remotePeer }) => ({
      results: fit(await Promise.all(entries.map((entry) => getOne(entry, remotePeer)))),
    })),
    list: answering(records.list, ({ after }, { remotePeer }) => list(remotePeer, after)),
    operators: answering(records.operators, async () => ({ nodes: someOperators() })),
    introduce: introduceHandler({ ownRecord, introduced: directory.introduced, now }),
  }
  return handleProtocol(libp2p, protocolIds(network).records, handlers, { admission: options.admission })
}

function checkKey(routingKey: Uint8Array): void {
  if (routingKey.byteLength === ROUTING_KEY_BYTES) return
  throw new OpenPeerError('WRONG_ROUTING_KEY', `A routing key has 32 bytes, not ${routingKey.byteLength}`)
}

function fit(results: GetResult[]): GetResult[] {
  let bytes = 0
  return results.map((result) => {
    bytes += result.envelope.byteLength
    return bytes <= MAX_ANSWER_BYTES ? result : { ...result, envelope: new Uint8Array() }
  })
}
