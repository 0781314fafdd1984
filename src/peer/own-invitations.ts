import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { ReadCapability } from '../records/capability.ts'
import { invitationUri } from '../records/invitation.ts'
import type { VerifiedSealed } from '../records/verified-record.ts'
import { within } from '../wire/within.ts'
import { createInTurn } from './in-turn.ts'
import { type InvitationEntry, invitationStorage, MAX_GUESTS, MAX_LABEL_LENGTH } from './invitation-entry.ts'
import type { Invitations, IssuedInvitation } from './invitations.ts'
import type { PeerKeys } from './key-store.ts'
import type { Operators } from './operators.ts'
import { NUMBER_BYTES, ownCapability } from './own-capability.ts'
import type { OwnRecords } from './own-records.ts'
import { createInvitationPublisher, PUBLISH_TIMEOUT_MS } from './publish-invitation.ts'
import { type Renewal, startRenewal, type Timers } from './renew.ts'
import type { PeerStorage } from './storage.ts'

/** Invitations of one peer, those withdrawn included until their records are over. */
export const MAX_INVITATIONS = 256
/** A change that concerns all invitations is published for each at a time of its own within this long, in ms. */
export const SPREAD_MS = 30 * 60_000

export interface OwnInvitationsOptions {
  own: OwnRecords
  keys: PeerKeys
  operators: Operators
  storage: PeerStorage
  /** of the identity record, ms */
  lifetimeMs: number
  /** Whether the home knows this device: before that it takes no sealed record of a new invitation. */
  isLocated: () => boolean
  now: () => number
  timers?: Timers | undefined
  random?: (() => number) | undefined
}

export interface OwnInvitations extends Invitations {
  /** The reading half of a capability (raw, 32 bytes) that stands; null for all others. */
  live(capability: Uint8Array): ReadCapability | null
  /** Remembers who came with it. */
  came(capability: Uint8Array, idText: string): Promise<void>
  /** What the invitations lead to now (`contentMark`): each that leads to something else is published anew, at a time of its own. */
  changed(mark: string): Promise<void>
  /** The home knows this device now. */
  located(): void
  stop(): Promise<void>
}

interface Kept {
  entry: InvitationEntry
  renewal: Renewal
  done: PromiseWithResolvers<void>
}

/** Opens the invitations of an unlisted identity, and keeps their records alive, each at its own times. */
export async function openInvitations(options: OwnInvitationsOptions): Promise<OwnInvitations> {
  const { own, keys, operators, now, timers, lifetimeMs, random = Math.random } = options
  const { network } = keys
  const store = invitationStorage(options.storage, keys)
  const publisher = createInvitationPublisher({ own, operators, store, network, lifetimeMs, now, random })
  const inTurn = createInTurn()
  const startedAt = now()
  const kept = new Map<number, Kept>()
  for (const entry of await store.all()) start(entry)

  function start(entry: InvitationEntry): Kept {
    const one: Kept = { entry, done: Promise.withResolvers(), renewal: startRenewal({ timers, random, run }) }
    async function run(signal: AbortSignal): Promise<number | null> {
      const waitMs = await inTurn(`${entry.n}`, () => keepAlive(one, signal))
      if (entry.isPublished) one.done.resolve()
      return waitMs
    }
    kept.set(entry.n, one)
    return one
  }

  const inSpread = () => now() + Math.floor(random() * Math.min(SPREAD_MS, lifetimeMs / 10))

  /** Publishes when it is due; answers in how many ms to look again. */
  async function keepAlive({ entry }: Kept, signal: AbortSignal): Promise<number | null> {
    if (entry.withdrawnAt !== null && (await publisher.isOver(entry))) {
      kept.delete(entry.n)
      await store.delete(entry.n)
      return null
    }
    if (entry.dueAt === null) return null
    // What came due while this peer was off would else be published together at every start.
    if (entry.dueAt < startedAt && entry.isPublished) entry.dueAt = inSpread()
    if (entry.dueAt > now()) return entry.dueAt - now()
    // A newer version of what is held is taken from anybody, also from one who is no longer anywhere.
    if (entry.sealed === null && !options.isLocated()) return null
    const record = await publisher.publish(entry, signal)
    entry.isPublished = true
    entry.dueAt = entry.withdrawnAt === null ? renewAt(record) : null
    await store.put(entry)
    return entry.dueAt === null ? null : entry.dueAt - now()
  }

  /** Between two fifths and three fifths of its life. */
  const renewAt = ({ seq, expiresAt }: VerifiedSealed) =>
    seq + Math.floor(((expiresAt ?? seq) - seq) * (0.4 + 0.2 * random()))

  function issued({ entry, renewal }: Kept): IssuedInvitation {
    const { n, label, createdAt, withdrawnAt, isPublished, guests, capability } = entry
    const uri = invitationUri({ ...capability, domain: operators.home.domain })
    return {
      n,
      label,
      uri,
      createdAt,
      withdrawnAt,
      published: isPublished,
      failure: renewal.failure,
      guests: [...guests],
    }
  }

  async function untilPublished(one: Kept, signal: AbortSignal | undefined): Promise<IssuedInvitation> {
    try {
      await within(one.done.promise, { signal, timeoutMs: PUBLISH_TIMEOUT_MS })
    } catch (error) {
      if (!isOpenPeerError(error, 'TIMEOUT')) throw error
    }
    return issued(one)
  }

  function find(which: number | string): Kept {
    const standing = [...kept.values()].filter(({ entry }) => entry.withdrawnAt === null)
    const found = standing.find(({ entry }) => entry.n === which || entry.label === which)
    if (found !== undefined) return found
    throw new OpenPeerError('INVALID_ARGUMENT', `You have no invitation ${which}: openpeer id invites lists them.`)
  }

  const withCapability = (capability: Uint8Array) =>
    [...kept.values()].find(
      ({ entry }) => entry.withdrawnAt === null && equals(entry.capability.capability, capability),
    ) ?? null

  return {
    async create({ label, signal } = {}) {
      const one = await inTurn('create', async () => {
        checkLabel(label)
        if (kept.size >= MAX_INVITATIONS) {
          const text = `There are ${MAX_INVITATIONS} invitations, the most there can be: withdraw one that is not used.`
          throw new OpenPeerError('LIMIT_EXCEEDED', text)
        }
        const number = crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))
        const state = { withdrawnAt: null, dueAt: now(), sealed: null, isPublished: false, mark: null, guests: [] }
        const capability = await ownCapability(keys, number)
        const n = Math.max(0, ...kept.keys()) + 1
        const entry = { n, label: label ?? null, createdAt: now(), ...state, number, capability }
        await store.put(entry)
        return start(entry)
      })
      return untilPublished(one, signal)
    },
    list: () => [...kept.values()].map(issued),
    async withdraw(which, { signal } = {}) {
      const one = find(which)
      const { entry } = one
      entry.withdrawnAt = now()
      await inTurn(`${entry.n}`, async () => {
        Object.assign(entry, { dueAt: now(), isPublished: entry.sealed === null })
        await store.put(entry)
      })
      one.done = Promise.withResolvers()
      one.renewal.poke()
      return untilPublished(one, signal)
    },
    live: (capability) => withCapability(capability)?.entry.capability ?? null,
    async came(capability, idText) {
      const entry = withCapability(capability)?.entry
      if (entry === undefined || entry.guests.includes(idText) || entry.guests.length >= MAX_GUESTS) return
      entry.guests.push(idText)
      await inTurn(`${entry.n}`, () => store.put(entry))
    },
    async changed(mark) {
      for (const { entry, renewal } of kept.values()) {
        if (entry.withdrawnAt !== null || !entry.isPublished || entry.mark === mark) continue
        await inTurn(`${entry.n}`, async () => {
          entry.dueAt = Math.min(entry.dueAt ?? Number.POSITIVE_INFINITY, inSpread())
          await store.put(entry)
        })
        renewal.poke()
      }
    },
    located() {
      for (const { entry, renewal } of kept.values()) if (!entry.isPublished) renewal.poke()
    },
    async stop() {
      await Promise.all([...kept.values()].map(({ renewal }) => renewal.stop()))
    },
  }

  function checkLabel(label: string | undefined): void {
    if (label === undefined) return
    if (label.length === 0 || label.length > MAX_LABEL_LENGTH || /\p{Cc}/u.test(label) || /^\d+$/.test(label)) {
      const text = `A label has 1 to ${MAX_LABEL_LENGTH} characters that can be shown, and is no number.`
      throw new OpenPeerError('INVALID_ARGUMENT', text)
    }
    const isTaken = [...kept.values()].some(({ entry }) => entry.label === label && entry.withdrawnAt === null)
    if (isTaken) throw new OpenPeerError('INVALID_ARGUMENT', `You have an invitation for ${label}: withdraw it first.`)
  }
}
