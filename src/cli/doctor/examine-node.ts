import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError } from '../../errors.ts'
import { showForeign } from '../../identity-proofs/foreign-text.ts'
import type { PeerHost } from '../../peer/host.ts'
import type { OperatorNode } from '../../peer/operator-nodes.ts'
import { pause } from '../../peer/pause.ts'
import { timeoutSignal } from '../../timeout-signal.ts'
import { call, type Method } from '../../wire/call.ts'
import { directory, records } from '../../wire/methods.ts'
import { openChannelOn } from '../../wire/open-stream.ts'
import { protocolIds } from '../../wire/protocols.ts'
import { troubleOf } from './examine-website.ts'

const DIAL_TIMEOUT_MS = 5_000
const DESCRIBE_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 500
const LONGEST_PAUSE_MS = 5_000

/** One address of an operator node: does somebody answer there, and prove to be this peer? */
export interface AddressFacts {
  address: string
  /** `unsupported`: this program has no transport for it. */
  result: 'reached' | 'failed' | 'unsupported'
  detail: string
}

/** The record that a node shows, and its clock beside ours. */
export interface Description {
  domainRecord: Uint8Array
  clockAheadMs: number
}

export interface NodeFacts {
  peerId: string
  addresses: AddressFacts[]
  /** What it says about itself; null when it was not reached, or with a `trouble`. */
  description: Description | null
  trouble: string | null
  /** The same as it introduces itself to other operators; null when it was not reached, or with an `introductionTrouble`. */
  introduction: Description | null
  introductionTrouble: string | null
}

export interface ExamineNodeOptions {
  host: PeerHost
  network: string
  /** ms */
  now: () => number
  signal: AbortSignal
}

/** Dials every address of a node at once and asks it, where one answers, to describe itself. Throws ABORTED. */
export async function examineNode(node: OperatorNode, options: ExamineNodeOptions): Promise<NodeFacts> {
  const dialled = await Promise.all(node.addresses.map((address) => dial(address, options)))
  const facts: NodeFacts = {
    peerId: node.peerId,
    addresses: dialled.map(({ facts }) => facts),
    description: null,
    trouble: null,
    introduction: null,
    introductionTrouble: null,
  }
  const connections = dialled.flatMap(({ connection }) => (connection === null ? [] : [connection]))
  try {
    const [first] = connections
    if (first !== undefined) {
      facts.description = await ask(first, 'directory', directory.describe, options)
      try {
        facts.introduction = await ask(first, 'records', records.introduce, options)
      } catch (error) {
        facts.introductionTrouble = showForeign(troubleOf(error))
      }
    }
  } catch (error) {
    facts.trouble = showForeign(troubleOf(error))
  } finally {
    const options = { signal: timeoutSignal(CLOSE_TIMEOUT_MS) }
    await Promise.allSettled(connections.map((connection) => connection.close(options)))
  }
  return facts
}

async function dial(
  address: Multiaddr,
  { host, signal }: ExamineNodeOptions,
): Promise<{ facts: AddressFacts; connection: Connection | null }> {
  const text = address.toString()
  const timeout = timeoutSignal(DIAL_TIMEOUT_MS)
  const startedAt = performance.now()
  try {
    const connection = await host.services.paths.dial(address, AbortSignal.any([signal, timeout]))
    const detail = `reached in ${Math.round(performance.now() - startedAt)} ms, and its key proven`
    return { facts: { address: text, result: 'reached', detail }, connection }
  } catch (error) {
    if (signal.aborted || !isOpenPeerError(error)) throw error
    const cause = error.cause instanceof Error ? error.cause : null
    const isUnsupported = cause?.name === 'TransportUnavailableError'
    const why = error.code === 'ADDRESS_REFUSED' ? error.message : (cause?.message ?? error.message)
    const detail = timeout.aborted ? `no answer within ${DIAL_TIMEOUT_MS / 1000} s` : showForeign(why)
    return { facts: { address: text, result: isUnsupported ? 'unsupported' : 'failed', detail }, connection: null }
  }
}

async function ask<Q, A extends { domainRecord: Uint8Array; time: number }>(
  connection: Connection,
  protocol: 'directory' | 'records',
  method: Method<Q, A>,
  { network, now, signal }: ExamineNodeOptions,
): Promise<Description> {
  const limits = { signal, timeoutMs: DESCRIBE_TIMEOUT_MS }
  const channel = await openChannelOn(connection, protocolIds(network)[protocol], limits)
  for (let tries = 1; ; tries++) {
    try {
      const askedAt = now()
      const { domainRecord, time } = await call(channel, method, {}, limits)
      // As good as half the round trip, which is far below what is judged.
      return { domainRecord, clockAheadMs: Math.round(time - (askedAt + now()) / 2) }
    } catch (error) {
      // Others behind our address may have used up its budget: that says nothing of the node.
      const againMs = isOpenPeerError(error, 'RATE_LIMITED') ? (error.retryAfterMs ?? LONGEST_PAUSE_MS) : null
      if (againMs === null || againMs > LONGEST_PAUSE_MS || tries > 1) throw error
      await pause(againMs, signal)
    }
  }
}
