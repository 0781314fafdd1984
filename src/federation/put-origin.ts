/**
 * Who brings a record to a store: a newer version of what is held is taken from anybody, a new key is charged to somebody
 * (docs/spec/record-store.md, "The gate").
 */
export type PutOrigin =
  /** this node itself: its own domain and people */
  | { kind: 'self' }
  /**
   * an admitted operator node: new keys are charged to its registrable domain. `handedOnFor` is the domain that the node
   * says it keeps the record for; empty for itself
   */
  | { kind: 'operator'; account: string; peerId: Uint8Array; handedOnFor: string }
  /** anybody else; `peerId` (multihash bytes) null when it is not known */
  | { kind: 'stranger'; peerId: Uint8Array | null }

/** Somebody who is not known: newer versions of what is held are taken from them, and nothing else. */
export const NOBODY_KNOWN: PutOrigin = { kind: 'stranger', peerId: null }
