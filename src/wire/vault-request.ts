import { OpenPeerError } from '../errors.ts'
import { describeOffset } from '../records/clock-offset.ts'
import { MAX_SEQ_AHEAD_MS } from '../records/kinds.ts'
import { lengthPrefixed, sha256 } from '../records/routing-key.ts'

/** Every vault has this size, so that a home cannot tell how often keys were changed. docs/spec/vault.md, "The box". */
export const VAULT_BYTES = 8_192
/** How far the time of a request may be from the node's clock, both ways, in ms: a copy of one is of no use later. */
export const MAX_CLOCK_OFFSET_MS = MAX_SEQ_AHEAD_MS

/** Where and by which device something is asked: a signature for one home and one connection is good at no other. */
export interface AskedAt {
  network: string
  /** A-label of the home that is asked */
  domain: string
  /** the asking device: its peer id's multihash */
  peerId: Uint8Array
  /** ms, the asker's clock */
  time: number
}

export interface VaultPut extends AskedAt {
  /** `alice@a.test`, with which the words were turned into keys */
  name: string
  identityId: Uint8Array
  /** raw Ed25519; empty to remove the vault */
  fetchKey: Uint8Array
  /** 8,192 bytes; empty to remove it */
  vault: Uint8Array
  /** only in place of a vault with the same fetch key, or of none: words that were given up are not brought back */
  renewal: boolean
}

/** What the identity key signs to put or remove a vault. docs/spec/vault.md, "At the homes". */
export function putVaultBytes(put: VaultPut): Uint8Array<ArrayBuffer> {
  const { network, domain, peerId, time, name, identityId, fetchKey, vault, renewal } = put
  const where = [network, domain, peerId, String(time)]
  const what = [name, identityId, fetchKey, sha256(vault), renewal ? 'renewal' : 'new']
  return lengthPrefixed('openpeer/vault-put/1', ...where, ...what)
}

/** What the fetch key signs to get a vault. docs/spec/vault.md, "At the homes". */
export function getVaultBytes({ network, domain, peerId, time, name }: AskedAt & { name: string }): Uint8Array {
  return lengthPrefixed('openpeer/vault-get/1', network, domain, peerId, String(time), name)
}

/** Throws SEQ_IN_FUTURE or RECORD_EXPIRED, saying which clock is how far off, for a time too far from this node's. */
export function checkAskedAt(time: number, now: number): void {
  if (Math.abs(time - now) <= MAX_CLOCK_OFFSET_MS) return
  const isAhead = time > now
  const text = `Your clock is ${describeOffset(time - now)} that of this node, and 5 min are allowed: set it right.`
  throw new OpenPeerError(isAhead ? 'SEQ_IN_FUTURE' : 'RECORD_EXPIRED', text)
}
