import type { Libp2p } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
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
import { MAX_OPERATORS, records } from '../wire/methods.ts'
import { protocolIds } from '../wire/protocols.ts'
import { encodeNode } from './node-entries.ts'
import type { OperatorDirectory } from './operator-directory.ts'
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
  random: () => number
}

/**
 * Answers `put`, `get` and `operators` of other operator nodes (docs/spec/placement.md, "Records protocol").
 * The result stops it.
 */
export function serveRecords(options: RecordsProtocolOptions): Promise<() => Promise<void>> {
  const { libp2p, network, store, directory, random } = options

  async function putOne({ routingKey, envelope, view }: PutEntry): Promise<PutResult> {
    const result: PutResult = {
      ...{ outcome: '', code: '', message: '', current: new Uint8Array(), retryAfterMs: 0 },
      closer: closer(routingKey, view),
    }
    try {
      checkKey(routingKey)
      const { outcome, record } = await store.put(envelope, routingKey)
      const wins = outcome === 'stored' || outcome === 'already-held'
      return { ...result, outcome, current: wins ? result.current : (record.bytes as Bytes) }
    } catch (error) {
      if (!isOpenPeerError(error)) throw error
      return { ...result, code: error.code, message: error.message, retryAfterMs: error.retryAfterMs ?? 0 }
    }
  }

  async function getOne({ routingKey, view, digestOnly }: GetEntry): Promise<GetResult> {
    checkKey(routingKey)
    const record = await store.get(routingKey)
    return {
      envelope: record === null || digestOnly ? new Uint8Array() : (record.bytes as Bytes),
      seq: record?.seq ?? 0,
      payloadHash: (record?.payloadHash ?? new Uint8Array()) as Bytes,
      closer: closer(routingKey, view),
    }
  }

  /** The nodes that this one would choose, when these are not the ones that the asker chose. */
  function closer(routingKey: Uint8Array, theirs: Uint8Array): NodeEntry[] {
    const ours = directory.view(routingKey)
    return equals(ours.hash, theirs) ? [] : ours.holders.map(encodeNode)
  }

  /** All, or a run of the ring from anywhere: over time an asker sees every part of it. */
  function someOperators(): NodeEntry[] {
    const all = directory.list()
    const start = all.length > MAX_OPERATORS ? Math.floor(random() * all.length) : 0
    const nodes = [...all.slice(start), ...all.slice(0, start)].slice(0, MAX_OPERATORS).map(encodeNode)
    let bytes = 0
    return nodes.filter((node) => {
      bytes += OperatorsResponse.encode({ nodes: [node] }).byteLength
      return bytes <= MAX_ANSWER_BYTES
    })
  }

  return handleProtocol(libp2p, protocolIds(network).records, {
    put: answering(records.put, async ({ entries }) => ({ results: await Promise.all(entries.map(putOne)) })),
    get: answering(records.get, async ({ entries }) => ({ results: fit(await Promise.all(entries.map(getOne))) })),
    operators: answering(records.operators, async () => ({ nodes: someOperators() })),
  })
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
