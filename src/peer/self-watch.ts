import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { Found } from './compare-self.ts'
import { createListeners } from './listeners.ts'
import type { OwnRecords } from './own-records.ts'
import { startRenewal, type Timers } from './renew.ts'
import { type Look, lookAtSelf, repairAt, type SelfLookOptions } from './self-look.ts'
import { NO_REPORT, type SelfReport } from './self-report.ts'
import { sharedAttempts } from './shared-attempt.ts'
import type { PeerStorage } from './storage.ts'

/** How often a peer looks its own name up; up to a tenth earlier, at random. */
export const LOOK_EVERY_MS = 24 * 3_600_000
/** A look that is due waits this long after the start, or after the name was registered. */
export const FIRST_LOOK_MS = 30_000
/** What was given the newest records is asked again after this long. */
export const REPAIRED_AGAIN_MS = 5 * 60_000
/** With nobody to ask, and while something differs, it is looked again after this long. */
export const TROUBLE_AGAIN_MS = 3_600_000
const LOOK_TIMEOUT_MS = 60_000

/** Where the last report stays: the look is due a day after it, also for a program that runs for minutes. */
export const SELF_REPORT_KEY = 'self/watch'

/** Looks up its own name as others do. docs/spec/verification.md, "Watching oneself". */
export interface SelfWatch {
  /** The last report, also of an earlier run. */
  readonly report: SelfReport
  /** Called after each look. The result ends it. */
  onReport(handler: (report: SelfReport) => void): () => void
  /** Looks now. Throws UNREACHABLE (the home was never reached), TIMEOUT (60 s unless given), ABORTED. */
  look(options?: { signal?: AbortSignal | undefined; timeoutMs?: number }): Promise<SelfReport>
  /** The name is new: it is looked up soon. */
  named(): void
  stop(): Promise<void>
}

export interface SelfWatchOptions extends Omit<SelfLookOptions, 'random'> {
  storage: PeerStorage
  timers?: Timers | undefined
  random?: () => number
}

/** What is kept: the report, and what may only have been late. */
interface Stored {
  report: SelfReport
  suspects: Pick<Found, 'from' | 'kind'>[]
}

/** Starts watching; asks nobody before `FIRST_LOOK_MS`. */
export async function startSelfWatch(options: SelfWatchOptions): Promise<SelfWatch> {
  const { own, storage, now, timers, random = Math.random } = options
  const looking: SelfLookOptions = { ...options, random }
  const listeners = createListeners<SelfReport>()
  const attempts = sharedAttempts<SelfReport>()
  const stored = await readStored(storage)
  // A report on a name that is no longer ours says nothing.
  let { report, suspects } = stored.report.name === nameOf(own) ? stored : NOTHING
  let dueAt = Math.max(now() + FIRST_LOOK_MS, report.at === null ? 0 : report.at + waitAfter(report))

  async function lookNow(signal: AbortSignal): Promise<SelfReport> {
    const seen = await lookAtSelf(looking, { first: suspects.map(({ from }) => from), signal })
    if (seen === null) {
      report = NO_REPORT
    } else if (seen.watchers.length > 0 || !isRecent(report)) {
      report = await judge(seen, signal)
      await storage.put(SELF_REPORT_KEY, fromString(JSON.stringify({ report, suspects } satisfies Stored)))
    }
    dueAt = now() + waitAfter(report)
    listeners.tell(report)
    return report
  }

  async function judge({ watchers, found }: Look, signal: AbortSignal): Promise<SelfReport> {
    const wasSuspected = (one: Found) => suspects.some(({ from, kind }) => from === one.from && kind === one.kind)
    // What may only be late was given the newest records at the last look: now it counts.
    const lasting = found.filter((one) => !one.mayBeLate || wasSuspected(one))
    const late = found.filter((one) => one.mayBeLate)
    if (late.length > 0) await repairAt([...new Set(late.map(({ from }) => from))], looking, signal)
    suspects = late.map(({ from, kind }) => ({ from, kind }))
    const state =
      watchers.length === 0 ? 'unwatched' : lasting.length > 0 ? 'differs' : late.length > 0 ? 'repairing' : 'same'
    const differences = (lasting.length > 0 ? lasting : late).map(({ mayBeLate: _, ...difference }) => difference)
    return { state, name: nameOf(own), at: now(), watchers, differences }
  }

  /** An alarm is not forgotten because the line is down for a while. */
  function isRecent({ state, at }: SelfReport): boolean {
    return at !== null && state !== 'unwatched' && now() - at < 2 * LOOK_EVERY_MS
  }

  const renewal = startRenewal({
    timers,
    random,
    run: async (signal) => {
      if (own.named === null) return null
      if (now() >= dueAt) await attempts.run('', lookNow, { signal, timeoutMs: LOOK_TIMEOUT_MS })
      return Math.max(1, dueAt - now())
    },
  })

  return {
    get report() {
      return report
    },
    onReport: (handler) => listeners.on(handler),
    async look({ signal, timeoutMs = LOOK_TIMEOUT_MS } = {}) {
      const found = await attempts.run('', lookNow, { signal, timeoutMs })
      renewal.poke()
      return found
    },
    named() {
      if (report.name !== nameOf(own)) ({ report, suspects } = NOTHING)
      dueAt = Math.min(dueAt, now() + FIRST_LOOK_MS)
      renewal.poke()
    },
    stop: () => renewal.stop(),
  }
}

function waitAfter({ state }: SelfReport): number {
  if (state === 'repairing') return REPAIRED_AGAIN_MS
  return state === 'unwatched' || state === 'differs' ? TROUBLE_AGAIN_MS : LOOK_EVERY_MS
}

function nameOf({ named }: OwnRecords): string | null {
  return named?.name.text ?? null
}

const NOTHING: Stored = { report: NO_REPORT, suspects: [] }

async function readStored(storage: Pick<PeerStorage, 'get'>): Promise<Stored> {
  const bytes = await storage.get(SELF_REPORT_KEY)
  return bytes === null ? NOTHING : (JSON.parse(toText(bytes)) as Stored)
}

/** What the last look saw, for a program that does not run the peer. */
export async function readReport(storage: Pick<PeerStorage, 'get'>): Promise<SelfReport> {
  return (await readStored(storage)).report
}
