import { errorCode } from '../errors.ts'
import type { NamedNode, OperatorEntry, OperatorTable } from './operator-table.ts'

/** A node that kept somebody waiting, or answered wrongly, is asked after the others for this long. */
export const DISTRUST_MS = 60_000
/** Nodes that were not heard of for a heartbeat are asked for a sign of life, at most this many in one round. */
const MAX_PROBES_A_ROUND = 32

/** What says that a node may be gone; any other code is an answer of a living one. */
const SILENCES = new Set(['UNREACHABLE', 'DISCONNECTED', 'TIMEOUT', 'REFUSED', 'STOPPED'])

export interface HealthOptions {
  table: OperatorTable
  self: OperatorEntry
  /** resolves when the node answers anything */
  probe(entry: NamedNode, signal: AbortSignal): Promise<void>
  /** told once when a node in the table is found dead, before it leaves the table */
  onDead(entry: OperatorEntry): void
  heartbeatMs: number
  now: () => number
  /** ends all of it */
  lifetime: AbortSignal
}

/** Who answers, how fast, and who is dead (docs/spec/placement.md, "Membership"). */
export interface OperatorHealth {
  answered(entry: NamedNode, tookMs: number): void
  /** It kept us waiting: others first, for a while. */
  late(entry: NamedNode): void
  /** A request failed. Resolves to whether the node is (still) a member: a silent one is probed once and dropped. */
  failed(entry: NamedNode, error: unknown): Promise<boolean>
  /** Whether it is worth waiting for: it kept nobody waiting, and answered nothing wrong, in the last minute. */
  isTrusted(entry: NamedNode): boolean
  /** The same nodes, those likely to answer soon first. */
  byPreference(entries: readonly OperatorEntry[]): OperatorEntry[]
  /** One round of the heartbeat: probes those not heard of lately, the longest silent first. */
  beat(): Promise<void>
}

interface Standing {
  /** smoothed time of an answer in ms */
  tookMs: number
  heardAt: number
  distrustedUntil: number
}

export function createOperatorHealth(options: HealthOptions): OperatorHealth {
  const { table, self, probe, onDead, heartbeatMs, now, lifetime } = options
  const standings = new Map<string, Standing>()
  const probing = new Map<string, Promise<boolean>>()
  table.onChange(({ removed }) => {
    if (removed !== null) standings.delete(removed.key)
  })

  function standing(entry: NamedNode): Standing {
    const known = standings.get(entry.key)
    if (known !== undefined) return known
    const fresh = { tookMs: 0, heardAt: now(), distrustedUntil: 0 }
    if (table.find(entry.key) !== null) standings.set(entry.key, fresh)
    return fresh
  }

  function answered(entry: NamedNode, tookMs: number): void {
    const known = standing(entry)
    known.tookMs = known.tookMs === 0 ? tookMs : known.tookMs * 0.8 + tookMs * 0.2
    known.heardAt = now()
  }

  function distrust(entry: NamedNode): void {
    standing(entry).distrustedUntil = now() + DISTRUST_MS
  }

  async function isAlive(entry: NamedNode): Promise<boolean> {
    const startedAt = performance.now()
    try {
      await probe(entry, lifetime)
      answered(entry, performance.now() - startedAt)
      return true
    } catch (error) {
      if (lifetime.aborted || !SILENCES.has(errorCode(error))) return true
      const member = table.find(entry.key)
      if (member !== null) onDead(member)
      table.remove(entry.key)
      standings.delete(entry.key)
      return false
    }
  }

  function check(entry: NamedNode): Promise<boolean> {
    const running = probing.get(entry.key)
    if (running !== undefined) return running
    const check = isAlive(entry).finally(() => probing.delete(entry.key))
    probing.set(entry.key, check)
    return check
  }

  return {
    answered,
    late: distrust,
    async failed(entry, error) {
      if (entry.key === self.key || table.find(entry.key) === null) return entry.key === self.key
      distrust(entry)
      return SILENCES.has(errorCode(error)) ? await check(entry) : true
    },
    isTrusted: (entry) => standing(entry).distrustedUntil <= now(),
    byPreference(entries) {
      const at = now()
      const rank = (entry: OperatorEntry) => {
        if (entry.key === self.key) return -1
        const known = standing(entry)
        return (known.distrustedUntil > at ? 1_000_000 : 0) + known.tookMs
      }
      const ranked = entries.map((entry) => ({ entry, rank: rank(entry) }))
      return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry)
    },
    async beat() {
      const silentSince = now() - heartbeatMs
      const silent = table.members().filter((entry) => entry.key !== self.key && standing(entry).heardAt <= silentSince)
      silent.sort((a, b) => standing(a).heardAt - standing(b).heardAt)
      await Promise.all(silent.slice(0, MAX_PROBES_A_ROUND).map(check))
    },
  }
}
