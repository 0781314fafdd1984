import { statusAdvice } from '../identity-proofs/status-advice.ts'
import type { ContactEntry } from '../peer/contact-entry.ts'
import { table, when, wrap } from './output.ts'
import { contactJson } from './show-contact.ts'

/** A contact in a list: what the owner calls them, and below it what is known. */
export function entryLines(entry: ContactEntry, width: number): string {
  const { shownAs, name, status, comparedAt, blockedAt, idText } = entry
  const facts = [
    ...(name === null ? ['no name known'] : name.text === shownAs ? [] : [name.text]),
    status,
    ...(comparedAt === null ? [] : ['safety number compared']),
    ...(blockedAt === null ? [] : ['blocked']),
  ]
  const rows = [facts.join(', '), ...(idText === shownAs ? [] : [idText])]
  return [shownAs, ...rows.flatMap((row) => wrap(row, width - 4)).map((row) => `    ${row}`)].join('\n')
}

/** All of it for a person. */
export function entryText(entry: ContactEntry, width: number): string {
  const { petname, name, idText, status, formerNames, comparedAt, blockedAt, pinned } = entry
  const advice = statusAdvice(status)
  const rows: [string, string][] = [
    ['petname', petname ?? '(none)'],
    ['name', name?.text ?? '(none)'],
    ...(formerNames.length === 0 ? [] : [['before', formerNames.join(', ')] as [string, string]]),
    ['id', idText],
    ['status', `${status}: ${advice.means}`],
    ['what to do', advice.todo],
    ['pinned', pinned ? 'yes: the id decides who this is' : 'no'],
    ['safety number', comparedAt === null ? 'not compared' : `compared ${when(comparedAt)}`],
    ...(blockedAt === null ? [] : [['blocked', `since ${when(blockedAt)}`] as [string, string]]),
  ]
  return table(rows, width)
}

/** The same for programs. */
export function entryJson(entry: ContactEntry): object {
  const { idText, shownAs, petname, name, status, formerNames, pinned, comparedAt, blockedAt, contact } = entry
  return {
    id: idText,
    shownAs,
    petname,
    name: name?.text ?? null,
    status,
    formerNames,
    pinned,
    comparedAt,
    blockedAt,
    contact: contact === null ? null : contactJson(contact),
  }
}
