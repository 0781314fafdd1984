// For a process under test: says what nobody caught, and how much memory and how many handles it has when asked.
import process from 'node:process'
import { codeBytes } from './code-bytes.ts'

/** What is left when the garbage is gone, in bytes; and how many sockets, timers and so on are open. */
export interface Footprint {
  /** Without code (code-bytes.ts). */
  heapBytes: number
  /** Outside V8's heap: buffers and what native code says it holds. */
  externalBytes: number
  rssBytes: number
  handles: number
}

/** What a process under test says to its parent. */
export type Report =
  | { event: 'ready'; ready: unknown }
  | { event: 'fault'; what: string }
  | { event: 'footprint'; footprint: Footprint }
  | { event: 'here' }
  | { event: 'answer'; word: string }

/**
 * Tells the parent that it is up and goes on telling. `answer` is for questions of the parent's that begin with '?'. The
 * process needs `--expose-gc`.
 */
export function watchThisProcess(ready: unknown, answer: (question: string) => Promise<string> = async () => ''): void {
  const say = (report: Report) => process.send?.(report)
  // Caught here, so that the run goes on and finds more than one; each counts as if the process had died of it.
  const fault = (error: unknown) =>
    say({ event: 'fault', what: error instanceof Error ? `${error.stack}` : String(error) })
  process.on('uncaughtException', fault)
  process.on('unhandledRejection', fault)
  process.on('message', (order) => {
    // In the next turn: what was rejected in this one is told first.
    if (order === 'here?') setImmediate(() => say({ event: 'here' }))
    if (typeof order === 'string' && order.startsWith('?')) {
      void answer(order.slice(1)).then((word) => say({ event: 'answer', word }))
    }
    if (order === 'footprint') void footprint().then((found) => say({ event: 'footprint', footprint: found }))
  })
  process.on('disconnect', () => process.exit())
  say({ event: 'ready', ready })
}

async function footprint(): Promise<Footprint> {
  // Twice, with a turn between: finalizers of the first run free what the second one collects.
  for (let times = 0; times < 2; times++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  const handles = process.getActiveResourcesInfo().length
  return { heapBytes: heapUsed - codeBytes(), externalBytes: external, rssBytes: rss, handles }
}
