import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { PeerKeys } from './key-store.ts'
import { NUMBER_BYTES, type OwnCapability, ownCapability } from './own-capability.ts'
import type { PeerStorage } from './storage.ts'

/** Guests of one invitation that are remembered, by their ids. */
export const MAX_GUESTS = 16
/** The longest label. */
export const MAX_LABEL_LENGTH = 64

/** An invitation as its owner keeps it. Times in ms. */
export interface InvitationEntry {
  /** 1, 2, …: what its owner calls it by. */
  n: number
  /** For whom it is; nobody else learns it. */
  label: string | null
  createdAt: number
  withdrawnAt: number | null
  /** When its sealed record is published next; null: never again. */
  dueAt: number | null
  /** The newest sealed record, whole: published, or about to be. */
  sealed: Uint8Array | null
  isPublished: boolean
  /** What the newest record was made of: `contentMark`; null for none. */
  mark: string | null
  /** Ids (text) of who came with it. */
  guests: string[]
  number: Uint8Array
  capability: OwnCapability
}

interface StoredInvitation {
  label: string | null
  number: string
  createdAt: number
  withdrawnAt: number | null
  dueAt: number | null
  sealed: string | null
  isPublished: boolean
  mark: string | null
  guests: string[]
}

const PREFIX = 'invitation/'
// So that keys sort as numbers do.
const keyOf = (n: number) => PREFIX + String(n).padStart(8, '0')

/** Own invitations at rest: without the key store they say for whom they are and who came, and open nothing. */
export function invitationStorage(storage: PeerStorage, keys: PeerKeys) {
  return {
    /** Those that can be read: a damaged one opens no door, and keeps nobody from starting. */
    async all(): Promise<InvitationEntry[]> {
      const found: InvitationEntry[] = []
      for await (const [key, bytes] of storage.entries(PREFIX)) {
        const entry = await decode(key, bytes, keys)
        if (entry !== null) found.push(entry)
      }
      return found
    },
    async put(entry: InvitationEntry): Promise<void> {
      await storage.put(keyOf(entry.n), encode(entry))
    },
    async delete(n: number): Promise<void> {
      await storage.delete(keyOf(n))
    },
  }
}

function encode({ n: _, capability: __, number, sealed, ...entry }: InvitationEntry): Uint8Array {
  const stored: StoredInvitation = { ...entry, number: base64(number), sealed: sealed === null ? null : base64(sealed) }
  return fromString(JSON.stringify(stored))
}

async function decode(key: string, bytes: Uint8Array, keys: PeerKeys): Promise<InvitationEntry | null> {
  try {
    const stored = JSON.parse(toText(bytes)) as StoredInvitation
    const { label, number, createdAt, withdrawnAt, dueAt, sealed, isPublished, mark, guests } = stored
    const n = Number(key.slice(PREFIX.length))
    const raw = fromString(number, 'base64')
    const times = [createdAt, withdrawnAt ?? 0, dueAt ?? 0, n]
    const texts = [label ?? '', mark ?? '', ...guests]
    if (raw.length !== NUMBER_BYTES || !times.every(Number.isSafeInteger) || guests.length > MAX_GUESTS) return null
    if (texts.some((text) => typeof text !== 'string') || typeof isPublished !== 'boolean') return null
    const opened = { number: raw, sealed: sealed === null ? null : fromString(sealed, 'base64') }
    const capability = await ownCapability(keys, raw)
    const state = { createdAt, withdrawnAt: withdrawnAt ?? null, dueAt: dueAt ?? null, isPublished }
    return { n, label: label ?? null, ...state, mark: mark ?? null, guests, ...opened, capability }
  } catch {
    return null
  }
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64')
}
