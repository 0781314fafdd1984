import { isOpenPeerError } from '../errors.ts'
import type { OperatorNode } from './operator-nodes.ts'

/** A node that could not be reached is asked after all others for this long. */
const AVOID_MS = 30_000

const UNREACHED = ['DISCONNECTED', 'TIMEOUT', 'UNREACHABLE', 'REFUSED', 'TOO_MANY_REQUESTS', 'STOPPED'] as const

/** True for errors that say nothing about the question, so that somebody else may be asked it. */
export function isUnreached(error: unknown): boolean {
  return UNREACHED.some((code) => isOpenPeerError(error, code))
}

/** Which of a domain's nodes to ask first: those that failed lately come last. */
export interface NodeTurns {
  inOrder(nodes: OperatorNode[]): OperatorNode[]
  /**
   * The first node's answer, of those not in `tried`; nodes that cannot be reached are added there with their error.
   * Null when none can be reached; any other error of a node is thrown.
   */
  firstOf<T>(
    nodes: OperatorNode[],
    work: (node: OperatorNode) => Promise<T>,
    tried: Map<string, unknown>,
  ): Promise<{ value: T } | null>
}

export function createNodeTurns(now: () => number): NodeTurns {
  const failedAt = new Map<string, number>()
  const isAvoided = ({ peerId }: OperatorNode) => now() - (failedAt.get(peerId) ?? Number.NEGATIVE_INFINITY) < AVOID_MS

  return {
    inOrder: (nodes) => [...nodes].sort((a, b) => Number(isAvoided(a)) - Number(isAvoided(b))),
    async firstOf(nodes, work, tried) {
      for (const node of nodes) {
        if (tried.has(node.peerId)) continue
        try {
          const value = await work(node)
          failedAt.delete(node.peerId)
          return { value }
        } catch (error) {
          if (!isUnreached(error)) throw error
          tried.set(node.peerId, error)
          failedAt.set(node.peerId, now())
        }
      }
      return null
    },
  }
}
