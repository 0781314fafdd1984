import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const PAGE = join(import.meta.dirname, '../../docs/threat-model.md')

/** A row of a table in Markdown: its cells, without the outer bars. */
export type Row = string[]

/** The part of a page under a heading, up to the next one of its level or above. */
export function sectionOf(text: string, heading: string): string {
  const [, before, after] = new RegExp(`^(#+) ${heading}\n([\\s\\S]*)$`, 'm').exec(text) ?? []
  if (before === undefined || after === undefined) throw new Error(`there is no heading "${heading}"`)
  const [section = ''] = after.split(new RegExp(`^#{1,${before.length}} `, 'm'))
  return section
}

/** The tables of a text, each with its first row, without the line of dashes. */
export function tablesIn(text: string): Row[][] {
  return text
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 2)
    .map((lines) => lines.filter((_, index) => index !== 1).map(cells))
}

function cells(line: string): Row {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}

/** Party → fact → word, as the page says it. */
export function whoLearnsWhat(): Map<string, Map<string, string>> {
  const [table] = tablesIn(sectionOf(readFileSync(PAGE, 'utf8'), 'Who learns what'))
  const [[, ...facts] = [], ...rows] = table ?? []
  // A figure behind a word leads to a note under the table.
  const plain = (cell: string) => cell.replaceAll(/[¹²³⁴⁵⁶⁷⁸⁹]/g, '').trim()
  return new Map(
    rows.map(([party = '', ...words]) => [
      plain(party),
      new Map(words.map((word, index) => [plain(facts[index] ?? ''), plain(word)])),
    ]),
  )
}
