import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import type { DomainBindings } from '../federation/domain-bindings.ts'
import type { Name } from '../records/names.ts'
import { validateDomain } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { DomainAnswer } from './ask-domain.ts'

/** How long an answer waits for the outside, in ms: what is seen later counts the next time. */
const LOOK_MS = 400

export interface OwnKeyOptions {
  network: string
  now: () => number
  /** what this node sees of domains with its own eyes; null: nothing */
  bindings: DomainBindings | null
}

/** Whether something outside shows another key for the domain than this record has. */
export function isOutdated({ payload }: VerifiedDomain, bindings: DomainBindings | null): boolean {
  return bindings?.known(payload.domain, payload.key)?.status === 'mismatch'
}

/**
 * The domain record in the answer of a domain's own node, when it is by another key than the holders' and the domain itself
 * stands behind that key: then the holders are behind, or lie (docs/spec/directory.md, "Resolve"). Null for anything else.
 */
export async function recordUnderBoundKey(
  { response }: DomainAnswer,
  name: Name,
  other: VerifiedDomain,
  { network, now, bindings, signal }: OwnKeyOptions & { signal: AbortSignal },
): Promise<VerifiedDomain | null> {
  if (bindings === null) return null
  try {
    const record = await validateDomain(response.domainRecord, name.domain, { network, now: now() })
    const { domain, key } = record.payload
    if (equals(key, other.payload.key)) return null
    const limited = AbortSignal.any([signal, timeoutSignal(LOOK_MS)])
    const sighting =
      bindings.known(domain, key) ?? (await bindings.check(domain, key, { purpose: 'record', signal: limited }))
    return sighting.status === 'verified' || sighting.status === 'remembered' ? record : null
  } catch (error) {
    if (isOpenPeerError(error)) return null
    throw error
  }
}
