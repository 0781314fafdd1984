import { isOpenPeerError } from '../errors.ts'
import type { NamedNode, OperatorEntry } from './operator-table.ts'

/** The first comparison of tables comes this soon after the first node was met… */
const FIRST_EXCHANGE_MS = 250

export interface ExchangeOptions {
  /** the others that are known now */
  others(): readonly OperatorEntry[]
  ask(entry: OperatorEntry): Promise<NamedNode[]>
  /** takes what another node named; answers how many were new */
  hear(entries: readonly NamedNode[]): number
  /** …and the last ones this far apart, in ms */
  exchangeMs: number
  /** 0 to 1 */
  random: () => number
  lifetime: AbortSignal
}

/**
 * Compares tables with one random operator node after another (docs/spec/placement.md, "Membership"): often while that
 * brings news, ever more seldom while it brings none, each time a little earlier or later than planned, so that nodes
 * which started together do not keep asking together. Answers how to begin; it ends with `lifetime`.
 */
export function createExchange(options: ExchangeOptions): () => void {
  const { others, ask, hear, exchangeMs, random, lifetime } = options
  let pauseMs = FIRST_EXCHANGE_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  lifetime.addEventListener('abort', () => clearTimeout(timer))

  function plan(): void {
    if (lifetime.aborted) return
    clearTimeout(timer)
    timer = setTimeout(() => void exchange(), pauseMs * (0.75 + random() / 2))
  }

  async function exchange(): Promise<void> {
    const known = others()
    const chosen = known[Math.floor(random() * known.length)]
    if (chosen === undefined) return
    try {
      const news = hear(await ask(chosen))
      pauseMs = news > 0 ? FIRST_EXCHANGE_MS : Math.min(pauseMs * 2, exchangeMs)
    } catch (error) {
      const retryAfterMs = isOpenPeerError(error) ? (error.retryAfterMs ?? 0) : 0
      pauseMs = Math.max(Math.min(pauseMs * 2, exchangeMs), retryAfterMs)
    }
    plan()
  }

  return () => {
    pauseMs = FIRST_EXCHANGE_MS
    plan()
  }
}
