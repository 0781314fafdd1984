import { Broken, type Outcome, type Target } from '../target.ts'
import type { Footprint } from './watch-process.ts'
import type { WatchedChild } from './watched-child.ts'

/** Batches between two honest questions. */
const CHECK_EVERY = 8
/** An honest question takes a few ms; this is for a machine that does other things as well. */
const HONEST_MS = 5_000

/** A process under test with everything that is thrown at it. */
export interface UnderTest {
  readonly name: string
  readonly targets: readonly Target[]
  footprint(): Promise<Footprint>
  stop(): Promise<void>
}

/**
 * The same target, whose inputs also break a promise when the process behind it reports something that nobody caught, ends,
 * or no longer answers `askHonestly` (throws what is wrong with the answer) in normal time.
 */
export function underWatch(target: Target, child: WatchedChild<unknown>, askHonestly: () => Promise<void>): Target {
  let batches = 0
  async function check(): Promise<string | null> {
    const [fault] = await child.takeFaults()
    if (fault !== undefined) return fault
    if (batches++ % CHECK_EVERY > 0) return null
    const startedAt = performance.now()
    try {
      await askHonestly()
    } catch (error) {
      return `an honest question failed: ${error instanceof Error ? error.stack : error}`
    }
    const ms = performance.now() - startedAt
    return ms < HONEST_MS ? null : `an honest question took ${Math.round(ms)} ms`
  }
  return {
    ...target,
    async run(inputs) {
      const outcomes: Outcome[] = await target.run(inputs)
      const wrong = await check()
      return wrong === null ? outcomes : [new Broken(wrong, { byBatch: true }), ...outcomes.slice(1)]
    },
  }
}

/** Starts the parts of a process under test; stops those that are up when a later one does not come up. */
export async function startUnderTest(
  assemble: (opened: AsyncDisposableStack) => Promise<Omit<UnderTest, 'stop'>>,
): Promise<UnderTest> {
  const opened = new AsyncDisposableStack()
  try {
    return { ...(await assemble(opened)), stop: () => opened.disposeAsync() }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}
