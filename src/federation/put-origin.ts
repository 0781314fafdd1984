/**
 * Who brings a record to a store: a newer version of what is held is taken from anybody, a new key is charged to somebody
 * (docs/spec/record-store.md, "The price of writing").
 */
export type PutOrigin =
  /** this node itself, for its own people and for what it keeps as a holder */
  | { kind: 'self' }
  /** an admitted operator node: new keys are charged to its registrable domain */
  | { kind: 'operator'; account: string; peerId: Uint8Array }
  /** anybody else; `peerId` (multihash bytes) null when it is not known */
  | { kind: 'stranger'; peerId: Uint8Array | null }
