import type { Random } from './random.ts'

/** Pieces that parsers of names, URIs, JSON, YAML, HTTP and TXT records give a meaning, and characters that fool them. */
const PIECES = [
  '@',
  '.',
  '..',
  ':',
  '/',
  '//',
  '\\',
  '?',
  '#',
  '%',
  '%00',
  '%2e',
  '%ff',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '`',
  ',',
  ';',
  '=',
  '-',
  '_',
  '&',
  '*',
  ' ',
  '\t',
  '\r\n',
  '\n',
  '\0',
  '\u007f',
  '\ufeff',
  '\u00ad',
  '\u200d',
  '\u200e',
  '\u202e',
  '\u2028',
  '\u3002',
  '\uff0e',
  '\uff20',
  'xn--',
  'xn--a',
  'xn--80ak6aa92e',
  'xn--99999999',
  'ß',
  'ſ',
  'İ',
  'K',
  'é',
  'e\u0301',
  'а',
  '中',
  '\ud800',
  '\udc00',
  '😀',
  'ﷺ',
  'acct:',
  'identity://',
  'peer://',
  'http://',
  '127.0.0.1',
  '0x7f',
  '[::1]',
  'a.example',
  'alice@a.example',
  'localhost',
  'openpeer=1',
  'key=',
  'next=',
  '__proto__',
  'null',
  'true',
  '0',
  '-1',
  '1e999',
  '99999999999999999999',
  '&a [*a]',
  '<<: *a',
  '!!binary',
  '? ',
  '- ',
]

const MAX_LENGTH = 40_000

/** A text with one to three changes: pieces put in, cut, doubled, characters exchanged, cases turned. */
export function mutateText(text: string, random: Random): string {
  let changed = text
  for (let left = 1 + random.below(3); left > 0; left--) changed = changeOnce(changed, random)
  return changed.slice(0, MAX_LENGTH)
}

/** A text of nothing but pieces and letters. */
export function grownText(random: Random, pieces: readonly string[] = PIECES): string {
  const parts = Array.from({ length: 1 + random.below(8) }, () =>
    random.oneIn(3) ? String.fromCharCode(97 + random.below(26)).repeat(1 + random.below(70)) : random.pick(pieces),
  )
  return parts.join('')
}

function changeOnce(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const length = random.below(Math.min(text.length - at, 64) + 1)
  const [before, part, behind] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)]
  switch (random.below(8)) {
    case 0:
      return before + behind
    case 1:
      return before + part + part + behind
    case 2:
      return before + part.toUpperCase() + behind
    case 3:
      return before + part.repeat(random.below(random.oneIn(10) ? 500 : 8)) + behind
    case 4:
      return before + String.fromCharCode(random.below(random.oneIn(2) ? 128 : 65_536)) + text.slice(at + 1)
    case 5:
      return behind + before
    default:
      return before + random.pick(PIECES) + (random.oneIn(2) ? behind : part + behind)
  }
}
