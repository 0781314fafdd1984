import type { Binding, CheckOutcome } from '../identity-proofs/domain-binding.ts'
import type { Check, ContactStatus } from './contact.ts'

/** What the checks found, apart from what failed outright: that threw. */
export interface Findings {
  binding: Binding
  /** False in a page: an unreachable website is then `by-home`. */
  canTellUnreachable: boolean
  /** The key log contradicts the one remembered. */
  keyLogInDoubt: boolean
  /** The name led to another identity before, which still claims it. */
  reassigned: boolean
  /** The contact is pinned and its domain has another key since. */
  domainKeyChanged: boolean
  /** The domain signed two name records with one `seq`. */
  domainContradictsItself: boolean
}

/** One word for all findings, the gravest first. docs/spec/verification.md, "Statuses". */
export function contactStatus(findings: Findings): ContactStatus {
  const { binding, canTellUnreachable } = findings
  if (findings.keyLogInDoubt) return 'key-changed'
  if (binding.status === 'mismatch') return 'mismatch'
  if (findings.reassigned) return 'reassigned'
  if (findings.domainKeyChanged || findings.domainContradictsItself) return 'name-unconfirmed'
  switch (binding.status) {
    case 'verified':
    case 'remembered':
      return 'verified'
    case 'dns-only':
      return 'dns-only'
    case 'by-home':
      return 'by-home'
    default:
      return canTellUnreachable ? 'name-unconfirmed' : 'by-home'
  }
}

/** The two lines that say what the outside showed: the website and DNS. */
export function bindingChecks({ status, detail, website, dns }: Binding): Check[] {
  const websiteCheck: Check =
    status === 'remembered'
      ? { name: 'website', result: 'remembered', detail }
      : { name: 'website', ...outcome(website) }
  return [websiteCheck, { name: 'dns', ...outcome(dns) }]
}

function outcome({ result, detail }: CheckOutcome): Omit<Check, 'name'> {
  switch (result) {
    case 'match':
      return { result: 'ok', detail }
    case 'mismatch':
      return { result: 'failed', detail, code: 'BINDING_MISMATCH' }
    case 'unsupported':
      return { result: 'skipped', detail }
    default:
      return { result, detail }
  }
}
