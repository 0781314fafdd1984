import { peerIdFromString } from '@libp2p/peer-id'
import { isNearer, kadKey, position } from '../../federation/placement.ts'
import { claimedDomain } from '../../peer/bundle.ts'
import type { OperatorDomain } from '../../peer/operator-domain.ts'
import type { OperatorNode } from '../../peer/operator-nodes.ts'
import { registrableDomain } from '../../records/registrable-domain.ts'
import { directory } from '../../wire/methods.ts'
import { troubleOf } from './examine-website.ts'

/** Whether a domain has a seat in the DHT in the eyes of one other operator. */
export interface SeatFacts {
  /** The node of the domain that was looked for; null where none is known. */
  peerId: string | null
  seated: boolean
  /** How many nodes that operator named around the place where it should sit. */
  named: number
  trouble: string | null
}

/**
 * Keys tried to find one that lies beside a node. Among 50,000 operators two or three others lie nearer to the best of so
 * many, and a key has eight holders.
 */
const TRIES = 20_000
const TIMEOUT_MS = 8_000

/** Asks who holds a key that nobody is nearer to than the domain's node. Throws ABORTED; all other troubles are facts. */
export async function seatOf(
  operator: OperatorDomain,
  domain: string,
  nodes: OperatorNode[],
  network: string,
  signal: AbortSignal,
): Promise<SeatFacts> {
  const [node] = nodes
  const facts: SeatFacts = { peerId: node?.peerId ?? null, seated: false, named: 0, trouble: null }
  if (node === undefined) return facts
  try {
    const routingKey = keyBeside(node.peerId, network)
    const answer = await operator.ask(directory.holders, { routingKey }, { signal, timeoutMs: TIMEOUT_MS })
    facts.named = answer.nodes.length
    const own = registrableDomain(domain)
    for (const { domainRecord } of answer.nodes) {
      const claimed = await claimedDomain(domainRecord, network).catch(() => null)
      if (claimed !== null && registrableDomain(claimed) === own) facts.seated = true
    }
  } catch (error) {
    facts.trouble = troubleOf(error)
  }
  return facts
}

function keyBeside(peerId: string, network: string): Uint8Array<ArrayBuffer> {
  const target = position(peerIdFromString(peerId).toMultihash().bytes)
  const key = crypto.getRandomValues(new Uint8Array(32))
  const counter = new DataView(key.buffer)
  let best: { key: Uint8Array<ArrayBuffer>; at: Uint8Array } | null = null
  for (let i = 0; i < TRIES; i++) {
    counter.setUint32(0, i)
    const at = position(kadKey(network, key))
    if (best === null || isNearer(at, best.at, target)) best = { key: key.slice(), at }
  }
  return best?.key ?? key
}
