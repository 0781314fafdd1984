import { type ErrorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import type { VerifiedLocation } from '../records/verified-record.ts'
import { createListeners } from './listeners.ts'
import { isUnreached } from './node-turns.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import { catchUp, type Published, publishIdentity } from './publish-identity.ts'
import { refreshName } from './refresh-name.ts'
import { type Registered, type RegisterOptions, registerName } from './register.ts'
import { startRenewal, type Timers } from './renew.ts'
import type { OwnChange } from './sign-identity.ts'

/** What works now. Without any operator all may be missing and contacts can still be met. */
export interface PresenceStatus {
  /** Whether the home's operator answered when last asked. */
  home: 'unknown' | 'reachable' | 'unreachable'
  /** The identity record is with the operators. */
  published: boolean
  /** The home knows where this device is. */
  located: boolean
  /** Why the last attempt to announce something failed; null when none did. */
  failure: ErrorCode | null
}

/** Keeps this peer announced: identity record, name and location. docs/spec/verification.md, "Publishing". */
export interface Presence {
  readonly status: PresenceStatus
  onStatus(handler: (status: PresenceStatus) => void): () => void
  /** Resolves when it is published and located. TIMEOUT (20 s unless given; the message says what is missing), ABORTED. */
  ready(options?: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }): Promise<void>
  register(local: string, options?: RegisterOptions): Promise<Registered>
  /** Also a new version with this change in it, which is kept once operators hold it. */
  publish(options?: { signal?: AbortSignal | undefined; change?: OwnChange | undefined }): Promise<Published>
  /** Takes over what operators hold of this identity, once. Throws as `catchUp`. */
  caughtUp(signal?: AbortSignal): Promise<void>
  /** The addresses changed: tells the home soon. */
  moved(): void
  stop(): Promise<void>
}

export interface PresenceOptions {
  own: OwnRecords
  operators: Operators
  network: string
  putLocation: (signal: AbortSignal) => Promise<VerifiedLocation | null>
  /** Called when the home's record was read: its relays may be others. */
  onHome: () => void
  now: () => number
  timers?: Timers | undefined
  random?: (() => number) | undefined
}

const READY_TIMEOUT_MS = 20_000
/** The own name's record is looked at this often; the operator renews it at half-life, every 15 days. */
const NAME_CHECK_MS = 24 * 3_600_000

export function startPresence(options: PresenceOptions): Presence {
  const { own, operators, network, now, timers, random } = options
  const changes = createListeners<PresenceStatus>()
  let status: PresenceStatus = { home: 'unknown', published: false, located: false, failure: null }
  let isCaughtUp = false
  const common = { own, operators, network, now }
  const renewal = { timers, ...(random === undefined ? {} : { random }) }

  function tell(part: Partial<PresenceStatus>): void {
    const next = { ...status, ...part }
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    changes.tell(status)
  }

  async function meetHome(signal: AbortSignal): Promise<void> {
    try {
      await operators.home.record({ signal })
      tell({ home: 'reachable' })
      options.onHome()
    } catch (error) {
      if (!isUnreached(error)) throw error
      tell({ home: 'unreachable' })
    }
  }

  async function caughtUp(signal?: AbortSignal): Promise<void> {
    if (!isCaughtUp) await catchUp({ ...common, signal })
    isCaughtUp = true
  }

  async function announce(signal?: AbortSignal, change?: OwnChange): Promise<Published> {
    await caughtUp(signal)
    const published = await publishIdentity({ ...common, signal, change })
    tell({ published: true })
    return published
  }

  const identity = startRenewal({
    ...renewal,
    run: async (signal) => {
      await meetHome(signal)
      await caughtUp(signal)
      if (!own.isPublic && !own.isRevoked) return null
      const { record } = await announce(signal)
      // Holders keep it for good: said once at each start, in case that the first time was cut short.
      if (own.isRevoked) return null
      location.poke()
      if (name.failure !== null) name.poke()
      return halfLifeMs(record.seq, record.expiresAt ?? record.seq + RECORD_LIMITS.identity.maxLifetimeMs)
    },
    onResult: report,
  })

  const name = startRenewal({
    ...renewal,
    run: async (signal) => {
      if (own.named === null) return null
      await refreshName({ ...common, signal })
      return NAME_CHECK_MS
    },
    onResult: report,
  })

  const location = startRenewal({
    ...renewal,
    run: async (signal) => {
      if (!own.isPublic || !status.published) {
        tell({ located: false })
        return null
      }
      await meetHome(signal)
      const located = await options.putLocation(signal)
      tell({ located: located !== null })
      return located === null ? null : halfLifeMs(located.seq, located.expiresAt ?? located.seq)
    },
    onResult: (error) => {
      if (error !== null) tell({ located: false })
      report()
    },
  })

  function report(): void {
    tell({ failure: identity.failure ?? location.failure ?? name.failure })
  }

  function halfLifeMs(seq: number, expiresAt: number): number {
    return Math.max(0, (seq + expiresAt) / 2 - now())
  }

  async function becomePublic<T>(work: () => Promise<T>): Promise<T> {
    await caughtUp()
    const result = await work()
    options.onHome()
    identity.poke()
    return result
  }

  return {
    get status() {
      return status
    },
    onStatus: (handler) => changes.on(handler),
    async ready({ signal, timeoutMs = READY_TIMEOUT_MS } = {}) {
      const isReady = () => status.published && status.located
      const done = Promise.withResolvers<void>()
      const check = () => {
        if (isReady()) done.resolve()
      }
      const off = changes.on(check)
      check()
      try {
        await withDeadline(() => done.promise, { signal, timeoutMs, what: 'Waiting to be announced' })
      } catch (error) {
        if (!isOpenPeerError(error, 'TIMEOUT')) throw error
        throw new OpenPeerError('TIMEOUT', `Not announced within ${timeoutMs} ms: ${missing(status)}.`, {
          cause: error,
        })
      } finally {
        off()
      }
    },
    register: (local, given = {}) =>
      becomePublic(async () => {
        const registered = await registerName(local, given, common)
        tell({ published: true, home: 'reachable' })
        return registered
      }),
    publish: ({ signal, change } = {}) => becomePublic(() => announce(signal, change)),
    caughtUp,
    moved: () => location.poke(),
    async stop() {
      await Promise.all([identity.stop(), name.stop(), location.stop()])
    },
  }
}

function missing({ home, published, located, failure }: PresenceStatus): string {
  const lacking = [...(published ? [] : ['not published']), ...(located ? [] : ['not located'])]
  return [`home ${home}`, ...lacking, ...(failure === null ? [] : [`last failure ${failure}`])].join(', ')
}
