import type { Contact, Proof } from '../peer/contact.ts'
import { table, when } from './output.ts'

const marks = { verified: '✓', mismatch: '✗', missing: '–', unreachable: '?', unsupported: '·' } as const

/**
 * The accounts that a contact claims, one row each, with a mark and when it was looked at; empty without any. `areNew`: they
 * were looked at for this answer, and are not what is remembered.
 */
export function proofsText(
  { identity, proofs }: Pick<Contact, 'identity' | 'proofs'>,
  { width, areNew }: { width: number; areNew: boolean },
): string {
  const rows = (identity.payload.profile?.claims ?? []).map((claim): [string, string] => {
    const proof = proofs.find((one) => one.claim === claim)
    return proof === undefined ? ['· claimed', `${claim}\nnot checked`] : proofRow(proof, areNew)
  })
  return table(rows, width)
}

/** One row of it. */
export function proofRow(proof: Proof, isNew: boolean): [string, string] {
  const { method, account, claim, profile, result, detail, checkedAt, checkedBy } = proof
  const who = checkedBy === 'self' ? 'checked' : `${checkedBy} checked it, and says so,`
  const where = profile === null || profile === account ? '' : ` ${profile}`
  return [
    `${marks[result]} ${method ?? 'claimed'}`,
    `${account ?? claim}${where}\n${result}: ${detail}\n${isNew ? '' : 'remembered: '}${who} ${when(checkedAt)}`,
  ]
}
