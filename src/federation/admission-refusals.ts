import type { Multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { NamedNode } from './operator-table.ts'

/** Nodes that were refused and are remembered, so that they are not asked again at once. */
const MAX_REFUSED = 5_000
/** A node that did not introduce itself well is asked again after this long, then after four times as long each time… */
const FIRST_RETRY_MS = 2_000
/** …up to this. */
export const LAST_RETRY_MS = 3_600_000

/** A node without a seat, and when it may be considered again. */
export interface Refused {
  node: NamedNode
  /** where it was met */
  met: Multiaddr | null
  reason: OpenPeerError
  tries: number
  retryAt: number
}

/** Whom admission refused, the latest 5,000 of them: who falls out is considered when it comes again. */
export interface Refusals {
  /** Remembers it until the time that the error names, else for longer each time. Answers the reason. */
  add(node: NamedNode, met: Multiaddr | null, error: unknown): OpenPeerError
  get(key: string): Refused | null
  delete(key: string): void
  /** those that may be considered again */
  due(): Refused[]
}

export function createRefusals(now: () => number): Refusals {
  const refused = new Map<string, Refused>()
  return {
    add(node, met, error) {
      const tries = (refused.get(node.key)?.tries ?? -1) + 1
      const reason = isOpenPeerError(error) ? error : new OpenPeerError('INTERNAL', String(error), { cause: error })
      const retryAfterMs = reason.retryAfterMs ?? Math.min(FIRST_RETRY_MS * 4 ** tries, LAST_RETRY_MS)
      refused.delete(node.key)
      refused.set(node.key, { node, met, reason, tries, retryAt: now() + retryAfterMs })
      for (const oldest of refused.keys()) {
        if (refused.size <= MAX_REFUSED) break
        refused.delete(oldest)
      }
      return reason
    },
    get: (key) => refused.get(key) ?? null,
    delete: (key) => void refused.delete(key),
    due: () => [...refused.values()].filter(({ retryAt }) => retryAt <= now()),
  }
}
