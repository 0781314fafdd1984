import type { ErrorCode } from '../errors.ts'
import type { BindingStatus } from './binding-status.ts'
import type { CheckOutcome } from './check-outcome.ts'
import type { Verdict } from './witnesses.ts'

/**
 * What the checks of a name add up to, for whoever made them. docs/spec/verification.md, "Statuses", says for each what a
 * person should do. `unverified` is an identity that was looked up by its id: its keys are proven, no name was checked.
 */
export type NameStatus =
  | 'verified'
  | 'witnessed'
  | 'dns-only'
  | 'by-home'
  | 'name-unconfirmed'
  | 'mismatch'
  | 'reassigned'
  | 'moved'
  | 'key-changed'
  | 'unverified'

/** One line of what was checked, in the order in which it was checked; `detail` is a sentence for a person. */
export interface Check {
  name: 'key-log' | 'name-record' | 'lists-name' | 'website' | 'dns' | 'witnesses' | 'devices' | 'recovered' | 'moved'
  result: 'ok' | 'failed' | 'unreachable' | 'missing' | 'remembered' | 'skipped'
  detail: string
  /** Where the check refused something: the code that names the broken rule. */
  code?: ErrorCode
}

/** What the outside showed of a domain and a key, as far as a status needs it. */
export interface SeenBinding {
  status: BindingStatus
  detail: string
  website: CheckOutcome
  dns: CheckOutcome
}

/** What the checks found, apart from what failed outright: that threw. */
export interface Findings {
  binding: Pick<SeenBinding, 'status'>
  /** What witnesses saw; null where nobody was asked, since the website answered. */
  witnesses: Verdict | null
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

/** One word for all findings, the gravest first. Pure. docs/spec/verification.md, "Statuses". */
export function nameStatus(findings: Findings): NameStatus {
  const { binding, witnesses, canTellUnreachable } = findings
  if (findings.keyLogInDoubt) return 'key-changed'
  if (binding.status === 'mismatch') return 'mismatch'
  if (findings.reassigned) return 'reassigned'
  if (findings.domainKeyChanged || findings.domainContradictsItself) return 'name-unconfirmed'
  if (binding.status === 'verified' || binding.status === 'remembered') return 'verified'
  if (witnesses?.result === 'contested') return 'name-unconfirmed'
  if (witnesses?.result === 'witnessed') return 'witnessed'
  if (binding.status === 'dns-only') return 'dns-only'
  return canTellUnreachable ? 'name-unconfirmed' : 'by-home'
}

/** Where a name that says it moved leads: to the holder's new name with its status, to somebody else, or nowhere yet. */
export type MovedTo = { leads: 'there'; status: NameStatus } | { leads: 'elsewhere' } | { leads: 'nowhere' }

/**
 * What a name comes to whose domain says that it moved. `moved` means that both names hold: of the old one that its domain is
 * bound and has the right to say so, of the new one that it is verified for the same identity; else the weaker counts.
 * Pure. docs/spec/verification.md, "A name that moved".
 */
export function movedStatus(old: NameStatus, to: MovedTo): NameStatus {
  if (old === 'key-changed' || old === 'mismatch') return old
  if (to.leads === 'elsewhere') return 'mismatch'
  if (old === 'reassigned') return old
  if (to.leads === 'nowhere') return 'name-unconfirmed'
  if (to.status !== 'verified') return to.status
  return old === 'verified' ? 'moved' : old
}

/** The lines that say what the outside showed: the website, DNS and, where they were asked, the witnesses. */
export function bindingChecks({ status, detail, website, dns }: SeenBinding, witnesses: Verdict | null): Check[] {
  const websiteCheck: Check =
    status === 'remembered'
      ? { name: 'website', result: 'remembered', detail }
      : { name: 'website', ...outcome(website) }
  return [websiteCheck, { name: 'dns', ...outcome(dns) }, ...(witnesses === null ? [] : [witnessCheck(witnesses)])]
}

/** The line that says what witnesses saw. */
export function witnessCheck({ result, by }: Verdict): Check {
  const names = by.join(', ')
  if (result === 'witnessed') return { name: 'witnesses', result: 'ok', detail: `${names} saw this key there.` }
  if (result === 'contested') {
    const detail = `${names} saw another key there: somebody lies, or the domain is changing its key.`
    return { name: 'witnesses', result: 'failed', detail, code: 'BINDING_MISMATCH' }
  }
  if (result === 'home-only') {
    const detail = `${names} saw this key there, but only your home named them: configure another operator to ask.`
    return { name: 'witnesses', result: 'missing', detail }
  }
  const detail = by.length === 0 ? 'No operator says that it saw this key.' : `Only ${names} saw this key: too few.`
  return { name: 'witnesses', result: 'missing', detail }
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
