import { setTimeout as delay } from 'node:timers/promises'
import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { ListEntry } from '../wire/messages.js'
import { MAX_BATCH } from '../wire/methods.ts'
import { type Holding, isRefusal } from './holders.ts'
import { listDigest } from './list-records.ts'
import type { MembershipChange, OperatorEntry } from './operator-table.ts'
import { originOf } from './origin-of.ts'
import { nearest } from './placement.ts'

/** Of the nodes nearest to this one so many times k are asked: they share nearly all keys with it. */
const REGION = 2
/** A page that was refused for want of time is asked for again so often, after the time that was named, at most. */
const MAX_TRIES = 5
const MAX_PAUSE_MS = 2_000
/** Records whose time has not come, such as a domain's that is to be looked at first; the others come by republishing. */
const MAX_POSTPONED = 5_000

/** What a new holder asks of the others (docs/spec/placement.md, "Pulling"). */
export interface Pull {
  /**
   * Asks every node of this one's region that was not asked since somebody there went. False when something is left: the
   * next call goes on where this one stopped. Never rejects but for what is broken here.
   */
  afterChange(change: Pick<MembershipChange, 'before' | 'after'>): Promise<boolean>
}

export function createPull(holding: Holding): Pull {
  const { store, directory, calls, k, lifetime, log } = holding
  /** nodes whose list was read to its end, and for the others how far */
  const asked = new Set<string>()
  const cursors = new Map<string, Uint8Array>()
  const postponed: { from: OperatorEntry; routingKey: Uint8Array }[] = []

  const region = (members: readonly OperatorEntry[]) =>
    nearest(members, directory.self.position, REGION * k + 1).filter(({ key }) => key !== directory.self.key)

  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work()
      } catch (error) {
        const waitMs = isOpenPeerError(error) ? error.retryAfterMs : undefined
        if (tries === MAX_TRIES || waitMs === undefined || waitMs > MAX_PAUSE_MS) throw error
        await delay(waitMs, undefined, { signal: lifetime })
      }
    }
  }

  async function pullFrom(from: OperatorEntry): Promise<void> {
    for (;;) {
      const after = cursors.get(from.key) ?? new Uint8Array()
      const { entries, next } = await patiently(() => calls.list(from, after, lifetime))
      await fetch(from, await lacking(entries))
      if (next.byteLength === 0) break
      if (after.byteLength > 0 && textOf(next, 'hex') <= textOf(after, 'hex')) {
        throw new OpenPeerError('MALFORMED_MESSAGE', 'A list of records that does not go on')
      }
      cursors.set(from.key, next)
    }
    cursors.delete(from.key)
    asked.add(from.key)
  }

  /** Those that this node would hold by its own view, and does not have. */
  async function lacking(entries: readonly ListEntry[]): Promise<Uint8Array[]> {
    const keys: Uint8Array[] = []
    for (const { routingKey, digest } of entries) {
      if (routingKey.byteLength !== 32 || !directory.view(routingKey).holders.includes(directory.self)) continue
      const held = await store.get(routingKey)
      if (held === null || !equals(listDigest(held.bytes), digest)) keys.push(routingKey)
    }
    return keys
  }

  async function fetch(from: OperatorEntry, keys: readonly Uint8Array[]): Promise<void> {
    for (let left = [...keys]; left.length > 0; ) {
      const batch = left.slice(0, MAX_BATCH).map((routingKey) => ({
        ...{ routingKey: routingKey as Uint8Array<ArrayBuffer>, digestOnly: false },
        view: directory.view(routingKey).hash as Uint8Array<ArrayBuffer>,
      }))
      const results = await patiently(() => calls.get(from, batch, lifetime))
      // An answer holds so many bytes: what had no room in it is asked for again, what is gone by now is not.
      const cut = results.findIndex(
        ({ envelope, payloadHash }) => envelope.byteLength === 0 && payloadHash.byteLength > 0,
      )
      const taken = cut === -1 ? batch.length : Math.max(1, cut)
      for (const [index, { envelope, account }] of results.slice(0, taken).entries()) {
        const routingKey = batch[index]?.routingKey
        if (routingKey !== undefined && envelope.byteLength > 0) await keepFrom(from, { envelope, account, routingKey })
      }
      left = left.slice(taken)
    }
  }

  async function keepFrom(
    from: OperatorEntry,
    { envelope, account, routingKey }: { envelope: Uint8Array; account: string | undefined; routingKey: Uint8Array },
  ): Promise<void> {
    try {
      await store.put(envelope, routingKey, originOf(directory, from.peerId, account))
    } catch (error) {
      if (!isOpenPeerError(error) || error.code === 'STOPPED') throw error
      const isLater = isRefusal(error) && error.retryAfterMs !== undefined
      if (isLater && postponed.length < MAX_POSTPONED) postponed.push({ from, routingKey })
      else log.trace('did not keep a record that %s holds - %e', from.key, error)
    }
  }

  async function again(): Promise<void> {
    const due = Map.groupBy(postponed.splice(0), ({ from }) => from)
    for (const [from, records] of due) {
      try {
        await fetch(
          from,
          records.map(({ routingKey }) => routingKey),
        )
      } catch (error) {
        if (!isOpenPeerError(error)) throw error
      }
    }
  }

  return {
    async afterChange({ before, after }) {
      const members = new Set(after)
      // Whose neighbour went has become a holder of what that one held.
      if (region(before).some((entry) => !members.has(entry))) asked.clear()
      await again()
      let isDone = true
      for (const entry of region(after)) {
        if (asked.has(entry.key) || lifetime.aborted) continue
        try {
          await pullFrom(entry)
        } catch (error) {
          if (!isOpenPeerError(error) && !lifetime.aborted) throw error
          isDone = false
          log.trace('the list of %s is to be asked for again - %e', entry.key, error)
        }
      }
      return isDone && postponed.length === 0
    },
  }
}
