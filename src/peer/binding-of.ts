import type { BindingStatus } from '../identity-proofs/binding-status.ts'
import type { Binding } from '../identity-proofs/domain-binding.ts'
import type { Verdict } from '../identity-proofs/witnesses.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { Bindings } from './bindings.ts'
import type { Witnesses } from './witnesses.ts'

export interface DomainEvidence {
  binding: Binding
  /** What others saw; null where the website or its memory answers, and where nobody could be asked. */
  verdict: Verdict | null
}

export interface EvidenceOptions {
  bindings: Bindings
  witnesses: Witnesses | null
  signal: AbortSignal
  /** Two keys are shown for this domain: nothing older than a moment counts. */
  isContested?: boolean
}

/** No statement of others overrides what the website shows or DNS contradicts; where both are silent, it is asked for. */
const SILENT: readonly BindingStatus[] = ['dns-only', 'unreachable']

/** How far a domain stands behind the key of its record: by this peer's own eyes, else by those of witnesses. Throws ABORTED. */
export async function bindingOf(record: VerifiedDomain, options: EvidenceOptions): Promise<DomainEvidence> {
  const { bindings, witnesses, signal, isContested = false } = options
  const { domain, key } = record.payload
  const binding = await (isContested ? bindings.checkNow : bindings.check)(domain, key, signal)
  if (witnesses === null || !SILENT.includes(binding.status)) return { binding, verdict: null }
  const txtShowsKey = binding.dns.result === 'match'
  return { binding, verdict: await witnesses.judge(domain, key, { txtShowsKey, signal }) }
}
