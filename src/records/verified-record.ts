import type { KeyState } from './key-log.ts'
import type { RecordKind } from './kinds.ts'
import type { Payloads } from './payload-codecs.ts'

declare const verified: unique symbol

/**
 * A record that passed every check. Only `validate.ts` makes one: the brand keeps hand-built objects out.
 * `bytes` is the whole envelope, `payloadHash` sha256 of the signed payload, `signer` the raw key that signed it.
 * `seq` is the signing time and `expiresAt` the end, both in ms; a tombstoned identity has no end (null).
 */
export interface VerifiedBase<K extends RecordKind, P> {
  readonly kind: K
  readonly network: string
  readonly routingKey: Uint8Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly payload: P
  readonly payloadHash: Uint8Array<ArrayBuffer>
  readonly seq: number
  readonly expiresAt: number | null
  readonly signer: Uint8Array<ArrayBuffer>
  readonly [verified]: true
}

export type VerifiedDomain = VerifiedBase<'domain', Payloads['domain']>
export type VerifiedName = VerifiedBase<'name', Payloads['name']>
/** With what its key log says. */
export type VerifiedIdentity = VerifiedBase<'identity', Payloads['identity']> & { readonly keyState: KeyState }
export type VerifiedSealed = VerifiedBase<'sealed', Payloads['sealed']>
export type VerifiedLocation = VerifiedBase<'location', Payloads['location']>

/** Spec: docs/spec/records.md */
export type VerifiedRecord = VerifiedDomain | VerifiedName | VerifiedIdentity | VerifiedSealed | VerifiedLocation

/** The verified record of one kind. */
export type VerifiedOf<K extends RecordKind> = Extract<VerifiedRecord, { kind: K }>
