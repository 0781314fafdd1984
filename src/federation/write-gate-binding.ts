import { equals } from 'uint8arrays/equals'
import { toString as textOf } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { DomainBindings, Sighting } from './domain-bindings.ts'
import { createLru } from './lru.ts'

/** Another key takes a domain over when it was seen twice, so far apart at least and at most. */
export const AGREEING_LOOKS_APART_MS = 3_600_000
export const AGREEING_LOOKS_WITHIN_MS = 24 * 3_600_000
/** How long a put waits for a look; after that the look goes on, and who asked comes back. */
export const LOOK_WAIT_MS = 1_000
/** When to come back while a look goes on, which ends within 12 s. */
const LOOKING_RETRY_MS = 15_000
const MIN_RETRY_MS = 1_000
/** Puts that wait for looks at a time, and second keys that are remembered. */
const MAX_WAITING = 64
const MAX_SECOND_KEYS = 10_000

/** Whether a domain record under a key that is new here may stand; `standing` is what another key has here and is not over. */
export type BindingCheck = (record: VerifiedDomain, standing: VerifiedDomain | null) => Promise<'write' | 'keep'>

export interface BindingCheckOptions {
  bindings: DomainBindings
  /** whether a node that this record lists is admitted under its key */
  isAdmitted: (record: VerifiedDomain) => boolean
  now: () => number
}

/**
 * Makes the check of domain records against what this node sees itself (docs/spec/record-store.md, "The gate"). Throws
 * BINDING_UNCONFIRMED, BINDING_MISMATCH, RATE_LIMITED, TOO_MANY_REQUESTS, each with `retryAfterMs` where that helps.
 */
export function createBindingCheck({ bindings, isAdmitted, now }: BindingCheckOptions): BindingCheck {
  /** When a second key of a domain was first seen, by domain and key. */
  const firstSeen = createLru<number>(MAX_SECOND_KEYS)
  let waiting = 0

  function unconfirmed(text: string, comeBackAt: number): OpenPeerError {
    const retryAfterMs = Math.max(MIN_RETRY_MS, comeBackAt - now())
    return new OpenPeerError('BINDING_UNCONFIRMED', text, { retryAfterMs })
  }

  async function look(domain: string, key: Uint8Array): Promise<Sighting> {
    if (waiting >= MAX_WAITING) {
      const text = 'Too many domain records wait for a look at their websites; try again in a second'
      throw new OpenPeerError('TOO_MANY_REQUESTS', text, { retryAfterMs: MIN_RETRY_MS })
    }
    waiting++
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => late.reject(unconfirmed(`This node is looking at ${domain} now: come back`, now() + LOOKING_RETRY_MS)),
      LOOK_WAIT_MS,
    )
    try {
      return await Promise.race([bindings.check(domain, key, { purpose: 'record' }), late.promise])
    } finally {
      clearTimeout(timer)
      waiting--
    }
  }

  /** Another key than the one that stands: seen now, and once before. */
  function decideSecond(record: VerifiedDomain, standing: VerifiedDomain, sighting: Sighting): 'write' | 'keep' {
    const { domain } = record.payload
    const isStandingShown = bindings.known(domain, standing.signer)?.status === 'verified'
    // The website shows both: a key is being handed on, and the one that names the other as its previous goes before it.
    if (isStandingShown && sighting.status === 'verified') return namesAsPrevious(record, standing) ? 'write' : 'keep'
    const id = `${domain} ${textOf(record.signer, 'hex')}`
    if (sighting.status !== 'verified' && !(sighting.status === 'dns-only' && isAdmitted(record))) {
      const text = `${domain} is held under another key, and its website shows nothing now: ${sighting.detail}`
      throw unconfirmed(text, sighting.nextLookAt)
    }
    const known = firstSeen.get(id)
    const isFirst = known === undefined || sighting.checkedAt - known > AGREEING_LOOKS_WITHIN_MS
    const first = isFirst ? sighting.checkedAt : known
    if (isFirst) firstSeen.set(id, first)
    if (sighting.checkedAt - first >= AGREEING_LOOKS_APART_MS) {
      firstSeen.delete(id)
      return 'write'
    }
    const text = `${domain} is held under another key: its website must show the new one for an hour`
    throw unconfirmed(text, Math.max(first + AGREEING_LOOKS_APART_MS, sighting.nextLookAt))
  }

  return async (record, standing) => {
    const { domain } = record.payload
    // Its seat was earned by that look: so nobody who uses up the looks can keep an admitted domain out.
    if (standing === null && isAdmitted(record)) return 'write'
    const sighting = await look(domain, record.signer)
    const { status, detail } = sighting
    if (status === 'mismatch') {
      firstSeen.delete(`${domain} ${textOf(record.signer, 'hex')}`)
      throw new OpenPeerError('BINDING_MISMATCH', `The record is not signed by the key of ${domain}: ${detail}`)
    }
    if (standing !== null) return decideSecond(record, standing, sighting)
    if (status === 'verified' || status === 'remembered') return 'write'
    throw unconfirmed(`This node has not seen that ${domain} has this key: ${detail}`, sighting.nextLookAt)
  }
}

function namesAsPrevious(record: VerifiedDomain, other: VerifiedDomain): boolean {
  return record.payload.previousKeys.some(({ publicKey }) => equals(publicKey, other.signer))
}
