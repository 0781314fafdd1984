import type { Logger } from '@libp2p/interface'
import { describeOffset } from '../records/clock-offset.ts'
import { MAX_SEQ_AHEAD_MS } from '../records/kinds.ts'
import type { FederationEmitter } from './federation-events.ts'
import { createLru } from './lru.ts'

/** Nodes whose clocks are remembered, and for how long one look at them counts. */
const MAX_CLOCKS = 64
const LOOK_COUNTS_MS = 3_600_000
/** One other clock may be the wrong one. */
const MIN_CLOCKS = 2
/** How often the log says that this node's clock is off. */
const SAY_AGAIN_MS = 3_600_000

/** What other operator nodes' clocks say about this node's own (docs/spec/placement.md, "Clocks"). */
export interface ClockWatch {
  /** A node said what time it is, in ms; 0 is no time. */
  heard(peerId: string, theirTime: number): void
  /** How far this node's clock is ahead of that one's (behind, where negative), in ms; null when it never said. */
  aheadOf(peerId: string): number | null
}

/** Compares clocks; when this node's is off by more than records bear, the event `clock` says so. */
export function createClockWatch(options: { now: () => number; events: FederationEmitter; log: Logger }): ClockWatch {
  const { now, events, log } = options
  const clocks = createLru<{ aheadMs: number; at: number }>(MAX_CLOCKS)
  const known = new Set<string>()
  let saidAt = Number.NEGATIVE_INFINITY

  function recent(): number[] {
    const offsets: number[] = []
    for (const peerId of known) {
      const clock = clocks.get(peerId)
      // Against a steady clock: this node's own may just have been set right.
      if (clock === undefined || performance.now() - clock.at > LOOK_COUNTS_MS) known.delete(peerId)
      else offsets.push(clock.aheadMs)
    }
    return offsets.sort((a, b) => a - b)
  }

  function judge(): void {
    const offsets = recent()
    const middle = offsets[Math.floor((offsets.length - 1) / 2)]
    if (middle === undefined || offsets.length < MIN_CLOCKS || Math.abs(middle) <= MAX_SEQ_AHEAD_MS) return
    if (performance.now() - saidAt < SAY_AGAIN_MS) return
    saidAt = performance.now()
    log("this node's clock is %s those of other operator nodes", describeOffset(middle))
    events.emit('clock', { aheadMs: middle, nodes: offsets.length })
  }

  return {
    heard(peerId, theirTime) {
      if (theirTime === 0) return
      clocks.set(peerId, { aheadMs: now() - theirTime, at: performance.now() })
      known.add(peerId)
      judge()
    },
    aheadOf: (peerId) => clocks.get(peerId)?.aheadMs ?? null,
  }
}
