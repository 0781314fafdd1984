import { OpenPeerError } from '../errors.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { OwnInvitations } from './own-invitations.ts'
import type { Presence, PresenceOptions } from './presence.ts'
import { createStatusBoard, halfLifeMs } from './presence-status.ts'
import type { Published } from './publish-identity.ts'
import { contentMark } from './publish-invitation.ts'
import { startRenewal } from './renew.ts'
import type { OwnChange } from './sign-identity.ts'
import { untilReady } from './until-ready.ts'

export interface UnlistedPresenceOptions extends PresenceOptions {
  invitations: Pick<OwnInvitations, 'changed' | 'located'>
}

/**
 * Keeps an unlisted identity announced to its home alone, and what its invitations lead to as it is. Nothing is published under
 * its id. `published` says that there is a record to seal. docs/spec/invitations.md, "The unlisted side"
 */
export function startUnlistedPresence(options: UnlistedPresenceOptions): Presence {
  const { own, operators, invitations, now, timers, random } = options
  const board = createStatusBoard(options)
  const { tell, meetHome } = board
  const renewal = { timers, ...(random === undefined ? {} : { random }) }
  let held: VerifiedIdentity | null = null

  /** The record in force, kept. */
  async function hold(record: VerifiedIdentity): Promise<VerifiedIdentity> {
    await own.keep(record)
    held = record
    tell({ published: true })
    return record
  }

  /** The invitations follow where they lead to another record, or to another key of the home. */
  async function follow(): Promise<void> {
    if (held !== null && (own.isRevoked || operators.home.known !== null)) {
      await invitations.changed(contentMark(held, operators.home.known))
    }
  }

  const identity = startRenewal({
    ...renewal,
    run: async (signal) => {
      const before = held
      const { seq, expiresAt } = await hold(await own.identity())
      await meetHome(signal)
      await follow()
      if (own.isRevoked) return null
      if (before !== held) location.poke()
      return halfLifeMs({ seq, expiresAt: expiresAt ?? seq + RECORD_LIMITS.identity.maxLifetimeMs }, now())
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
      const located = await options.putLocation(signal)
      tell({ located: located !== null })
      if (located === null) return null
      invitations.located()
      return halfLifeMs({ seq: located.seq, expiresAt: located.expiresAt ?? located.seq }, now())
    },
    onResult: (error) => {
      if (error !== null) tell({ located: false })
      report()
    },
  })

  function report(): void {
    tell({ failure: identity.failure ?? location.failure })
  }

  async function publish(change: OwnChange | undefined): Promise<Published> {
    const record = await hold(change === undefined ? await own.identity() : await own.draft(change))
    await follow()
    options.onHome()
    location.poke()
    return { record, outcome: 'kept', holders: 0, needed: 0 }
  }

  return {
    get status() {
      return board.status()
    },
    onStatus: (handler) => board.changes.on(handler),
    ready: (given = {}) => untilReady(board, given),
    async register() {
      const text = 'An unlisted identity has no name, since everybody could look it up: invite people instead.'
      throw new OpenPeerError('INVALID_ARGUMENT', text)
    },
    async move() {
      const text =
        'An unlisted identity cannot move yet: a move takes a name at the new home, which everybody could look up.'
      throw new OpenPeerError('INVALID_ARGUMENT', text)
    },
    publish: ({ change } = {}) => publish(change),
    // Nobody holds a record of it by its id.
    caughtUp: async () => {},
    lookAgain: async () => {},
    moved: () => location.poke(),
    async stop() {
      await Promise.all([identity.stop(), location.stop()])
    },
  }
}
