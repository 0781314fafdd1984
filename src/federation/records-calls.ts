import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import type { GetEntry, GetResult, ListResponse, PutEntry, PutResult } from '../wire/messages.js'
import { records } from '../wire/methods.ts'
import { type AddressFilter, decodeNodes } from './node-entries.ts'
import type { NamedNode } from './operator-table.ts'

/** How long another operator node may take for one answer. A lookup goes on to the next one much earlier. */
export const ANSWER_TIMEOUT_MS = 2_000

/** The asking side of the records protocol (docs/spec/placement.md). All throw the channel's codes, or the answerer's. */
export interface RecordsCalls {
  /** One result for each entry, in their order. At most 64 entries. */
  put(entry: NamedNode, entries: PutEntry[], signal?: AbortSignal): Promise<PutResult[]>
  get(entry: NamedNode, entries: GetEntry[], signal?: AbortSignal): Promise<GetResult[]>
  /** What this node should hold of what that one holds, in the order of the keys from behind `after` on: one page. */
  list(entry: NamedNode, after: Uint8Array, signal?: AbortSignal): Promise<ListResponse>
  /** The operator nodes that this one has met, or a random thousand of them. */
  operators(entry: NamedNode, signal?: AbortSignal): Promise<NamedNode[]>
  /** Shows the node this one's domain record and answers what it showed; empty where there is none. */
  introduce(entry: NamedNode, domainRecord: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>
  /** Resolves when the node answered anything at all. */
  probe(entry: NamedNode, signal?: AbortSignal): Promise<void>
}

/**
 * Calls over kept channels; to a node that this host is not connected to, by the addresses in its entry. `heardTime` is told
 * what time it is by the clocks of others, in ms.
 */
export function createRecordsCalls(
  libp2p: Libp2p,
  channels: Channels,
  usable: AddressFilter,
  heardTime: (peerId: string, time: number) => void = () => {},
): RecordsCalls {
  const target = (entry: NamedNode) => {
    const isKnown = entry.multiaddrs.length === 0 || libp2p.getConnections(entry.peerId).length > 0
    return isKnown ? entry.peerId : entry.multiaddrs.map((address) => withPeerId(address, entry.key))
  }
  const options = (signal: AbortSignal | undefined) => ({
    timeoutMs: ANSWER_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  })

  async function put(entry: NamedNode, entries: PutEntry[], signal?: AbortSignal): Promise<PutResult[]> {
    const { results, time } = await callPeer(channels, target(entry), records.put, { entries }, options(signal))
    heardTime(entry.key, time)
    return complete(results, entries.length)
  }

  async function get(entry: NamedNode, entries: GetEntry[], signal?: AbortSignal): Promise<GetResult[]> {
    const { results } = await callPeer(channels, target(entry), records.get, { entries }, options(signal))
    return complete(results, entries.length)
  }

  return {
    put,
    get,
    async list(entry, after, signal) {
      const request = { after: after as Uint8Array<ArrayBuffer> }
      return await callPeer(channels, target(entry), records.list, request, options(signal))
    },
    async operators(entry, signal) {
      const { nodes } = await callPeer(channels, target(entry), records.operators, {}, options(signal))
      return decodeNodes(nodes, usable)
    },
    async introduce(entry, domainRecord, signal) {
      const own = domainRecord as Uint8Array<ArrayBuffer>
      const request = { domainRecord: own }
      const answer = await callPeer(channels, target(entry), records.introduce, request, options(signal))
      heardTime(entry.key, answer.time)
      return answer.domainRecord
    },
    async probe(entry, signal) {
      await get(entry, [], signal)
    },
  }
}

function withPeerId(address: NamedNode['multiaddrs'][number], peerId: string) {
  return address.getComponents().some(({ name }) => name === 'p2p') ? address : multiaddr(`${address}/p2p/${peerId}`)
}

function complete<T>(results: T[], expected: number): T[] {
  if (results.length === expected) return results
  throw new OpenPeerError('MALFORMED_MESSAGE', `The other node gave ${results.length} results for ${expected} entries`)
}
