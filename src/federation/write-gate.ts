import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import type { VerifiedDomain, VerifiedRecord } from '../records/verified-record.ts'
import type { DomainBindings } from './domain-bindings.ts'
import type { PutOrigin } from './put-origin.ts'
import { createBindingCheck } from './write-gate-binding.ts'

/** A new key, or a domain record under another key than the one that is held. */
export interface WriteQuestion {
  record: VerifiedRecord
  /** null for a new key */
  held: VerifiedRecord | null
  origin: PutOrigin
}

/**
 * Whether the record may be written (docs/spec/record-store.md, "The gate"): `write` it, whatever its `seq`, or `keep` what is
 * held. Throws NOT_ADMITTED, BINDING_UNCONFIRMED with `retryAfterMs`, BINDING_MISMATCH, RATE_LIMITED, TOO_MANY_REQUESTS.
 */
export type WriteGate = (question: WriteQuestion) => Promise<'write' | 'keep'>

export interface WriteGateOptions {
  /** null in a network whose holders believe each other's domain records */
  bindings: DomainBindings | null
  /** the domain that this node speaks for (A-label), and its raw key: nobody else's word counts for it */
  own: { domain: string; key: Uint8Array } | null
  /** whether a node that this record lists is admitted under its key: then this node, or witnesses, saw the binding */
  isAdmitted: (record: VerifiedDomain) => boolean
  now: () => number
}

/** Whether the gate is to be asked; anything else is a newer or older version of what is held, for select to decide. */
export function isForTheGate(record: VerifiedRecord, held: VerifiedRecord | null): boolean {
  if (held === null) return true
  return record.kind === 'domain' && held.kind === 'domain' && !equals(record.signer, held.signer)
}

/** Makes the gate of one node's store. */
export function createWriteGate({ bindings, own, isAdmitted, now }: WriteGateOptions): WriteGate {
  const checkBinding = bindings === null ? null : createBindingCheck({ bindings, isAdmitted, now })

  async function decideDomain(record: VerifiedDomain, held: VerifiedDomain | null): Promise<'write' | 'keep'> {
    const { domain } = record.payload
    if (own !== null && domain === own.domain) {
      if (equals(record.signer, own.key)) return 'write'
      throw new OpenPeerError('BINDING_MISMATCH', `This node speaks for ${domain}, and not with this key`)
    }
    // What is over is no answer any more: then nobody loses anything to the other key.
    const standing = held !== null && (held.expiresAt ?? 0) > now() ? held : null
    if (checkBinding !== null) return await checkBinding(record, standing)
    if (standing === null) return 'write'
    const selection = select(standing, record)
    return !selection.conflict && selection.winner === 'b' ? 'write' : 'keep'
  }

  return async ({ record, held, origin }) => {
    if (!mayBring(record, origin)) {
      const text = `A new ${record.kind} record is taken from admitted operator nodes only: publish it through your home`
      throw new OpenPeerError('NOT_ADMITTED', text)
    }
    if (record.kind !== 'domain') return 'write'
    return await decideDomain(record, held?.kind === 'domain' ? held : null)
  }
}

/** A young operator has no seat yet, and gets one by its domain record: that it may bring itself. */
function mayBring(record: VerifiedRecord, origin: PutOrigin): boolean {
  if (origin.kind !== 'stranger') return true
  const { peerId } = origin
  return record.kind === 'domain' && peerId !== null && record.payload.nodes.some((node) => equals(node.peerId, peerId))
}
