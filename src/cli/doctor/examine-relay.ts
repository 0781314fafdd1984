import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Connection } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { OpenPeerError } from '../../errors.ts'
import { showForeign } from '../../identity-proofs/foreign-text.ts'
import { createHost } from '../../peer/host.node.ts'
import type { PeerHost } from '../../peer/host.ts'
import type { OperatorNode } from '../../peer/operator-nodes.ts'
import { timeoutSignal } from '../../timeout-signal.ts'
import { within } from '../../wire/within.ts'
import { troubleOf } from './examine-website.ts'

/** Whether people who wait behind a NAT can be called through a node. */
export interface RelayFacts {
  peerId: string
  /** How far it came: `no-slot` (the node gives none), `not-reached` (a slot, but no call comes through), `reached`. */
  result: 'no-slot' | 'not-reached' | 'reached'
  detail: string
  /** What is left to a circuit once it is secured, both directions together; null where there is no limit. */
  maxBytes: number | null
  maxMs: number | null
}

export interface ExamineRelayOptions {
  network: string
  /** The caller. */
  host: PeerHost
  allowPrivateAddresses: boolean
  signal: AbortSignal
}

const SLOT_TIMEOUT_MS = 8_000
const CALL_TIMEOUT_MS = 8_000
const CLOSE_TIMEOUT_MS = 500
/** Three hours: what says more of a circuit's time says it in milliseconds. */
const LONGEST_S = 10_800

/**
 * Takes a slot at the node as somebody who waits to be called would, and calls there as somebody else: the connection through
 * the relay proves the key at its other end. Throws ABORTED; all other troubles are facts.
 */
export async function examineRelay(node: OperatorNode, options: ExamineRelayOptions): Promise<RelayFacts> {
  const { network, host, allowPrivateAddresses, signal } = options
  const relay = peerIdFromString(node.peerId)
  const facts: RelayFacts = { peerId: node.peerId, result: 'no-slot', detail: '', maxBytes: null, maxMs: null }
  const waiting = await createHost({
    network,
    deviceKey: await generateKeyPair('Ed25519'),
    listen: [],
    iceServers: () => [],
    chosenRelays: () => [relay],
    allowPrivateAddresses,
  })
  try {
    const timeout = timeoutSignal(SLOT_TIMEOUT_MS)
    const limit = AbortSignal.any([signal, timeout])
    await within(takeSlot(waiting, node, limit), { signal, timeoutMs: SLOT_TIMEOUT_MS })
    const [address] = waiting.services.slots.addresses()
    if (address === undefined) throw new OpenPeerError('UNREACHABLE', 'The slot has no address.')
    facts.result = 'not-reached'
    const startedAt = performance.now()
    const call = host.services.paths.dial(address, AbortSignal.any([signal, timeoutSignal(CALL_TIMEOUT_MS)]))
    const connection = await within(call, { signal, timeoutMs: CALL_TIMEOUT_MS })
    facts.result = 'reached'
    facts.detail = `called through it in ${Math.round(performance.now() - startedAt)} ms`
    const { bytes, seconds } = connection.limits ?? {}
    facts.maxBytes = bytes === undefined ? null : Number(bytes)
    facts.maxMs = seconds === undefined ? null : durationOf(seconds)
    await close(connection)
  } catch (error) {
    facts.detail = showForeign(reasonOf(error, signal))
  } finally {
    await waiting.stop()
  }
  return facts
}

/**
 * The specification of circuit relay v2 says seconds; js-libp2p's relay, which our nodes run, sends milliseconds
 * (test/cli/examine-relay.test.ts fails when it no longer does). No useful circuit is shorter than 11 s.
 */
function durationOf(told: number): number {
  return told > LONGEST_S ? told : told * 1000
}

async function takeSlot(waiting: PeerHost, { peerId, addresses }: OperatorNode, signal: AbortSignal): Promise<void> {
  try {
    await waiting.dial(addresses, { signal })
  } catch (cause) {
    throw new OpenPeerError('UNREACHABLE', `${peerId} was not reached.`, { cause })
  }
  await waiting.services.slots.reserve(peerIdFromString(peerId))
}

async function close(connection: Connection): Promise<void> {
  await connection.close({ signal: timeoutSignal(CLOSE_TIMEOUT_MS) }).catch(() => {})
}

/** What the relay itself said, where the library keeps it as the cause. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) throw new OpenPeerError('ABORTED', 'Examining a relay was cancelled.')
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${troubleOf(error)}${cause}`
}
