import type { PutOrigin } from '../../src/federation/put-origin.ts'
import { createWriteGate, type WriteGate } from '../../src/federation/write-gate.ts'

/** This node itself. */
export const SELF: PutOrigin = { kind: 'self' }
/** Somebody without a seat. */
export const STRANGER: PutOrigin = { kind: 'stranger', peerId: new Uint8Array(38) }

/** An admitted node of a registrable domain; `handedOnFor`: whose record it says that it brings. */
export function operatorOf(account: string, handedOnFor = ''): PutOrigin {
  return { kind: 'operator', account, peerId: new Uint8Array(38).fill(1), handedOnFor }
}

/** The gate of a network in which holders believe each other's domain records. */
export function believingGate(now: () => number): WriteGate {
  return createWriteGate({ bindings: null, own: null, isAdmitted: () => false, now })
}
