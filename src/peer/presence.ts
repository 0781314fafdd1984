import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedLocation } from '../records/verified-record.ts'
import type { FormerNames } from './former-names.ts'
import { type Moved, type MoveOptions, moveHome } from './move-home.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import { createStatusBoard, halfLifeMs, type PresenceStatus } from './presence-status.ts'
import { catchUp, type Published, publishIdentity } from './publish-identity.ts'
import { refreshName } from './refresh-name.ts'
import { type Registered, type RegisterOptions, registerName } from './register.ts'
import { startRenewal, type Timers } from './renew.ts'
import type { OwnChange } from './sign-identity.ts'
import { tellOldHomes } from './tell-old-homes.ts'
import { untilReady } from './until-ready.ts'

/** Keeps this peer announced: identity record, name and location. docs/spec/verification.md, "Publishing". */
export interface Presence {
  readonly status: PresenceStatus
  onStatus(handler: (status: PresenceStatus) => void): () => void
  /** Resolves when it is published and located. TIMEOUT (20 s unless given; the message says what is missing), ABORTED. */
  ready(options?: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined }): Promise<void>
  register(local: string, options?: RegisterOptions): Promise<Registered>
  /** Moves this identity to the home of `to`. Throws as `moveHome`. */
  move(to: Name, options?: MoveOptions): Promise<Moved>
  /** Also a new version with this change in it, which is kept once operators hold it. */
  publish(options?: { signal?: AbortSignal | undefined; change?: OwnChange | undefined }): Promise<Published>
  /** Takes over what operators hold of this identity, once. Throws as `catchUp`. */
  caughtUp(signal?: AbortSignal): Promise<void>
  /** The same, whether it was done before or not. */
  lookAgain(signal?: AbortSignal): Promise<void>
  /** The addresses changed: tells the home soon. */
  moved(): void
  stop(): Promise<void>
}

export interface PresenceOptions {
  own: OwnRecords
  operators: Operators
  former: FormerNames
  network: string
  putLocation: (signal: AbortSignal) => Promise<VerifiedLocation | null>
  /** Called when the home's record was read, or the home is another: its relays may be others. */
  onHome: () => void
  now: () => number
  timers?: Timers | undefined
  random?: (() => number) | undefined
}

/** The own name's record is looked at this often; the operator renews it at half-life, every 15 days. */
const NAME_CHECK_MS = 24 * 3_600_000
/** A plain device looks this often whether its publishers signed anything newer, or removed it. */
const FOLLOW_MS = 3_600_000

export function startPresence(options: PresenceOptions): Presence {
  const { own, operators, network, now, timers, random } = options
  const board = createStatusBoard(options)
  const { tell, meetHome } = board
  let isCaughtUp = false
  const common = { own, operators, network, now }
  const renewal = { timers, ...(random === undefined ? {} : { random }) }

  async function lookAgain(signal?: AbortSignal): Promise<void> {
    await catchUp({ ...common, signal })
    isCaughtUp = true
    await followHome()
  }

  /** The home is where the identity's record says, whichever of its devices moved it there. */
  async function followHome(): Promise<void> {
    if (own.home === operators.home.domain) return
    await operators.moveTo(own.home)
    tell({ home: 'unknown', located: false })
    options.onHome()
    location.poke()
    name.poke()
  }

  async function caughtUp(signal?: AbortSignal): Promise<void> {
    if (!isCaughtUp) await lookAgain(signal)
  }

  async function announce(signal?: AbortSignal, change?: OwnChange): Promise<Published> {
    // Another publisher may have signed since: what it said must be in the next version.
    await (change === undefined ? caughtUp(signal) : lookAgain(signal))
    const published = await publishIdentity({ ...common, signal, change })
    tell({ published: true })
    return published
  }

  const identity = startRenewal({
    ...renewal,
    run: async (signal) => {
      await meetHome(signal)
      await lookAgain(signal)
      if (!own.isPublic && !own.isRevoked) {
        if (own.isPublisher) return null
        tell({ published: false, located: false })
        throw notListed()
      }
      const { record } = await announce(signal)
      // Holders keep it for good: said once at each start, in case that the first time was cut short.
      if (own.isRevoked) return null
      location.poke()
      if (name.failure !== null) name.poke()
      // Nothing that it could renew: its publishers do.
      if (!own.isPublisher) return FOLLOW_MS
      const { seq, expiresAt } = record
      return halfLifeMs({ seq, expiresAt: expiresAt ?? seq + RECORD_LIMITS.identity.maxLifetimeMs }, now())
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
      if (!own.isPublic || !board.status().published) {
        tell({ located: false })
        return null
      }
      await meetHome(signal)
      const located = await putLocation(signal)
      tell({ located: located !== null })
      if (located === null) return null
      return halfLifeMs({ seq: located.seq, expiresAt: located.expiresAt ?? located.seq }, now())
    },
    onResult: (error) => {
      if (error !== null) tell({ located: false })
      report()
    },
  })

  async function putLocation(signal: AbortSignal): Promise<VerifiedLocation | null> {
    try {
      return await options.putLocation(signal)
    } catch (error) {
      // Another device may have moved the identity: then it is at home elsewhere.
      if (isOpenPeerError(error, 'NOT_REGISTERED')) await lookAgain(signal)
      throw error
    }
  }

  function report(): void {
    const replaced = own.wasReplaced ? 'KEY_CHANGED' : null
    tell({ failure: identity.failure ?? location.failure ?? name.failure ?? replaced })
  }

  async function becomePublic<T>(work: () => Promise<T>): Promise<T> {
    if (!own.isRevoked) own.checkPublisher()
    const result = await work()
    options.onHome()
    identity.poke()
    return result
  }

  return {
    get status() {
      return board.status()
    },
    onStatus: (handler) => board.changes.on(handler),
    ready: (given = {}) => untilReady(board, given),
    register: (local, given = {}) =>
      becomePublic(async () => {
        await lookAgain(given.signal)
        const registered = await registerName(local, given, common)
        tell({ published: true, home: 'reachable' })
        return registered
      }),
    async move(to, given = {}) {
      own.checkPublisher()
      const context = { ...common, former: options.former }
      const moved = await moveHome(to, given, context)
      isCaughtUp = true
      tell({ published: true })
      await followHome()
      identity.poke()
      return { ...moved, oldNames: await tellOldHomes(to, context, given.signal) }
    },
    publish: ({ signal, change } = {}) => becomePublic(() => announce(signal, change)),
    caughtUp,
    lookAgain,
    moved: () => location.poke(),
    async stop() {
      await Promise.all([identity.stop(), name.stop(), location.stop()])
    },
  }
}

function notListed(): OpenPeerError {
  const text =
    'Your identity does not list this device: add it on one of your publisher devices ("openpeer device add").'
  return new OpenPeerError('DEVICE_NOT_LISTED', text)
}
