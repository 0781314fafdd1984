import type { ErrorCode } from '../errors.ts'

/** One invitation to this unlisted identity. Times in ms. */
export interface IssuedInvitation {
  /** 1, 2, …; never used twice. */
  n: number
  /** For whom it is; nobody else learns it. */
  label: string | null
  /** What to hand to that person, and to nobody else: whoever has it is a guest. */
  uri: string
  createdAt: number
  withdrawnAt: number | null
  /** Whether operators hold its newest record, or the one that withdraws it. */
  published: boolean
  /** Why that failed last; it is tried again. */
  failure: ErrorCode | null
  /** Ids (text) of those who came with it, at most 16. */
  guests: string[]
}

/** A capability of its own for each guest of an unlisted identity. docs/spec/invitations.md; docs/guides/app-developers.md */
export interface Invitations {
  /**
   * Makes one, and publishes what it leads to; `published` says whether that was done within 15 s. Throws INVALID_ARGUMENT (this
   * identity is not unlisted, or has an invitation with this label), LIMIT_EXCEEDED (256), ABORTED, STOPPED.
   */
  create(options?: { label?: string; signal?: AbortSignal | undefined }): Promise<IssuedInvitation>
  /** Those that stand and those withdrawn not long ago, the oldest first. */
  list(): IssuedInvitation[]
  /**
   * Ends one, by its number or label: at once here, where it lets nobody in any more, and what it leads to is emptied at the
   * operators. All others stand. Throws INVALID_ARGUMENT (there is none), ABORTED, STOPPED.
   */
  withdraw(which: number | string, options?: { signal?: AbortSignal | undefined }): Promise<IssuedInvitation>
}
