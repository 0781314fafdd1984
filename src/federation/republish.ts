import { toString as textOf } from 'uint8arrays/to-string'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { Holding } from './holders.ts'
import { offerHeld } from './offers.ts'
import { type MembershipChange, type OperatorEntry, positionOfKey } from './operator-table.ts'
import { holdersOf } from './placement.ts'
import type { HeldEntry } from './record-store.ts'

/** Held records that may go in one round, once their holders have them; the others go in the next. */
const MAX_LEAVING = 10_000

/** Puts held records back to their holders, the same bytes (docs/spec/placement.md, "Republish"). */
export interface Republish {
  /** To the nodes that became holders between two memberships. Resolves when all were asked. */
  afterChange(change: Pick<MembershipChange, 'before' | 'after'>): Promise<void>
  /** To every holder of every record. What each of these then has, and is no longer for this node to hold, goes from here. */
  everything(): Promise<void>
}

/** A record that is for others to hold, and who of them has not said yet that it has it. */
interface Leaving {
  held: HeldEntry
  missing: Set<string>
}

/** `keeps`: what stays here whoever else holds it. */
export function createRepublish(holding: Holding, keeps: (record: VerifiedRecord) => boolean): Republish {
  const { network, store, directory, k, now } = holding

  /** Null for what this node is to hold, and for what it keeps in any case. */
  async function leaving(held: HeldEntry, holders: readonly OperatorEntry[]): Promise<Leaving | null> {
    const isForOthers = holders.length > 0 && holders.every(({ key }) => key !== directory.self.key)
    // A log that is over is taken from operators alone, and few put it again: it stays until it is swept.
    if (!isForOthers || held.expiresAt <= now()) return null
    const record = await store.get(held.routingKey)
    return record === null || keeps(record) ? null : { held, missing: new Set(holders.map(({ key }) => key)) }
  }

  return {
    afterChange: ({ before, after }) =>
      offerHeld(holding, async ({ routingKey }) => {
        const target = positionOfKey(network, routingKey)
        const old = new Set(holdersOf(before, target, k).map(({ key }) => key))
        return holdersOf(after, target, k).filter(({ key }) => !old.has(key))
      }),
    async everything() {
      const moved = new Map<string, Leaving>()
      const whose = async (held: HeldEntry) => {
        const holders = directory.closest(held.routingKey, k)
        const one = moved.size < MAX_LEAVING ? await leaving(held, holders) : null
        if (one !== null) moved.set(textOf(held.routingKey, 'hex'), one)
        return holders
      }
      await offerHeld(holding, whose, ({ key }, routingKey) => {
        moved.get(textOf(routingKey, 'hex'))?.missing.delete(key)
      })
      for (const { held, missing } of moved.values()) if (missing.size === 0) await store.release(held)
    },
  }
}
