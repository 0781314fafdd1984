import { toString as textOf } from 'uint8arrays/to-string'
import type { Federation } from '../federation/federation.ts'
import { describeOffset } from '../records/clock-offset.ts'
import type { Log } from './log.ts'

/** Writes to the node's log what the federation noticed beside its answers and an operator should know. */
export function sayFederation({ events }: Pick<Federation, 'events'>, log: Log): void {
  events.on('clock', ({ aheadMs, nodes }) => {
    const clocks = `${describeOffset(aheadMs)} the clocks of other operator nodes`
    log.error(
      { aheadMs, nodes },
      `this node’s clock is ${clocks}: set it right, others refuse what it signs or it refuses theirs`,
    )
  })
  events.on('suspicion', ({ routingKey, note }) => {
    log.debug({ routingKey: textOf(routingKey, 'hex'), note }, 'what is shown for a record contradicts itself')
  })
}
