import { toString as bytesToText } from 'uint8arrays'
import { statusAdvice } from '../identity-proofs/status-advice.ts'
import type { Contact } from '../peer/contact.ts'
import { mixedScripts } from '../records/names.ts'
import { table, when } from './output.ts'
import { proofsText } from './show-proofs.ts'

const marks = { ok: '✓', remembered: '✓', failed: '✗', missing: '–', unreachable: '?', skipped: '·' } as const

export interface ContactTextOptions {
  proofsAreNew?: boolean
  /** What the owner calls them. */
  petname?: string | null
}

/** A contact as a person reads it: who, how sure, each check with its outcome, and the accounts that it claims. */
export function contactText(
  contact: Contact,
  width: number,
  { proofsAreNew = false, petname = null }: ContactTextOptions = {},
): string {
  const warning =
    contact.name !== null && mixedScripts(contact.name)
      ? '\nThis name mixes scripts: look twice that it is the one you mean.'
      : ''
  const profile = contact.identity.payload.profile
  const advice = statusAdvice(contact.status)
  const head: [string, string][] = [
    ...(petname === null ? [] : [['petname', petname] as [string, string]]),
    ['name', contact.name?.text ?? '(none)'],
    ...(contact.movedFrom === null ? [] : [['moved from', contact.movedFrom.text] as [string, string]]),
    ['id', contact.idText],
    ['status', `${contact.status}: ${advice.means}`],
    ['what to do', advice.todo],
    ...(profile?.displayName ? [['shown as', profile.displayName] as [string, string]] : []),
    ['homes', contact.identity.payload.homes.join(', ')],
    ['devices', String(contact.identity.payload.devices.length)],
    ...(contact.source === 'cache'
      ? [['asked', `nobody now: this is remembered from ${when(contact.resolvedAt)}`] as [string, string]]
      : []),
  ]
  const checks = contact.checks.map(({ name, result, detail }): [string, string] => [
    `${marks[result]} ${name}`,
    detail,
  ])
  const proofs = proofsText(contact, { width, areNew: proofsAreNew })
  const parts = [table(head, width), table(checks, width), ...(proofs === '' ? [] : [proofs])]
  return `${parts.join('\n\n')}${warning}`
}

/** The same for programs: plain values, records as base64url so that anyone can check them again. */
export function contactJson(contact: Contact): object {
  const record = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : bytesToText(bytes, 'base64url'))
  const profile = contact.identity.payload.profile
  return {
    name: contact.name?.text ?? null,
    movedFrom: contact.movedFrom?.text ?? null,
    id: contact.idText,
    status: contact.status,
    advice: statusAdvice(contact.status).todo,
    pinned: contact.pinned,
    source: contact.source,
    resolvedAt: contact.resolvedAt,
    checks: contact.checks,
    profile:
      profile === undefined ? null : { displayName: profile.displayName, names: profile.names, claims: profile.claims },
    proofs: contact.proofs,
    homes: contact.identity.payload.homes,
    devices: contact.identity.payload.devices.length,
    seq: contact.identity.seq,
    expiresAt: contact.identity.expiresAt,
    records: {
      domain: record(contact.domain?.bytes),
      name: record(contact.nameRecord?.bytes),
      identity: record(contact.identity.bytes),
    },
  }
}
