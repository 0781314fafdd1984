import type { PeerId, Stream } from '@libp2p/interface'

/** Pairs whose bytes are told apart; of more, the one that was silent longest is forgotten (its bytes stay in the sum). */
export const MAX_METERED_PAIRS = 1_000

/** What one pair of devices had carried for it, both directions together. The two ids are in text order. */
export interface PairBytes {
  a: string
  b: string
  bytes: number
  circuits: number
}

/** What this node's relay carried since it started: the inside of circuits only, reservations are none. */
export interface RelayCounters {
  /** circuits opened, and those open now */
  circuits: number
  openCircuits: number
  bytesTotal: number
  pairs: PairBytes[]
}

/** Counts what circuits carry: the demo's proof that a direct conversation costs the relay nothing. */
export interface RelayMeter {
  /**
   * `stream` leads to the callee and carries what both say; the circuit's own handshake is over. `mayCarry` hears of each
   * piece before it goes on, and stops it with false.
   */
  count(stream: Stream, caller: PeerId, callee: PeerId, mayCarry?: (bytes: number) => boolean): void
  counters(): RelayCounters
}

export function createRelayMeter(): RelayMeter {
  const pairs = new Map<string, PairBytes>()
  let circuits = 0
  let openCircuits = 0
  let bytesTotal = 0

  /** Moves the pair to the end: the map's first entry is the one that was silent longest. */
  function pairOf(a: string, b: string): PairBytes {
    const key = `${a} ${b}`
    const pair = pairs.get(key) ?? { a, b, bytes: 0, circuits: 0 }
    pairs.delete(key)
    pairs.set(key, pair)
    const oldest = pairs.keys().next()
    if (pairs.size > MAX_METERED_PAIRS && !oldest.done) pairs.delete(oldest.value)
    return pair
  }

  return {
    count(stream, caller, callee, mayCarry = () => true) {
      const [a = '', b = ''] = [caller.toString(), callee.toString()].sort()
      circuits += 1
      openCircuits += 1
      pairOf(a, b).circuits += 1
      const passes = (bytes: number) => {
        if (!mayCarry(bytes)) return false
        bytesTotal += bytes
        pairOf(a, b).bytes += bytes
        return true
      }
      const send = stream.send.bind(stream)
      stream.send = (data) => {
        return passes(data.byteLength) && send(data)
      }
      // Not addEventListener: a first listener would let buffered data out before the relay listens.
      const dispatch = stream.dispatchEvent.bind(stream)
      stream.dispatchEvent = (event: Event) => {
        if (event.type !== 'message') return dispatch(event)
        const { byteLength } = (event as MessageEvent<{ byteLength: number }>).data
        return passes(byteLength) && dispatch(event)
      }
      stream.addEventListener('close', () => (openCircuits -= 1), { once: true })
    },
    counters: () => ({ circuits, openCircuits, bytesTotal, pairs: [...pairs.values()].map((pair) => ({ ...pair })) }),
  }
}
