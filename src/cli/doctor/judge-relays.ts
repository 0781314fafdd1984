import type { DomainFacts } from './examine-domain.ts'
import type { RelayFacts } from './examine-relay.ts'
import { type Finding, failed, ok, skipped, warning } from './finding.ts'
import { durationText } from './judge-nodes.ts'

/** A hello both ways and the signalling of a direct path fit into so much, with room for a retry. */
const LEAST_BYTES = 64 * 1024
/** ICE behind slow NATs takes up to 15 s, after a hello of up to 13 s. */
const LEAST_MS = 30_000

/** Can people who wait behind a NAT be called through the domain's nodes? */
export function judgeRelays({ relays }: DomainFacts): Finding[] {
  if (relays.length === 0) return [skipped('relay', 'No operator node was reached.')]
  return relays.map(judgeRelay)
}

function judgeRelay({ peerId, result, detail, maxBytes, maxMs }: RelayFacts): Finding {
  if (result === 'no-slot') {
    const mend = 'Raise relay.maxReservations when it is full; else see the log of the node for why it gives no slot.'
    return failed('relay', `${peerId} gives no slot, so nobody behind a NAT can be called: ${detail}`, mend)
  }
  if (result === 'not-reached') {
    const mend = 'See the log of the node: it took a slot for us and then let no call through.'
    return failed('relay', `${peerId} gave a slot, but a call through it did not arrive: ${detail}`, mend)
  }
  const limits = [
    maxBytes === null ? 'no limit of bytes' : `${Math.round(maxBytes / 1024)} KiB`,
    maxMs === null ? 'no limit of time' : durationText(maxMs),
  ].join(', ')
  const text = `${peerId}: ${detail}; a circuit may carry ${limits}.`
  const isTight = (maxBytes !== null && maxBytes < LEAST_BYTES) || (maxMs !== null && maxMs < LEAST_MS)
  const mend = 'Raise relay.maxCircuitBytes and relay.maxCircuitMs: a direct path is found through the relay first.'
  return isTight ? warning('relay', text, mend) : ok('relay', text)
}
