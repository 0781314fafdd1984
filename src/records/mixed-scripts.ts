// The scripts in which most names of the world are written; what is in none of them counts as its own.
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Thai',
  'Lao',
  'Ethiopic',
  'Khmer',
  'Myanmar',
  'Cherokee',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Han',
].map((script) => ({ script, pattern: new RegExp(`\\p{Script=${script}}`, 'u') }))
const NEUTRAL = /[\p{Script=Common}\p{Script=Inherited}]/u
/** UTS 39 "highly restrictive": these are written together, with Latin among them. */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
]

function scriptsOf(label: string): Set<string> {
  const letters = [...label].filter((char) => !NEUTRAL.test(char))
  return new Set(letters.map((char) => SCRIPTS.find(({ pattern }) => pattern.test(char))?.script ?? 'other'))
}

/** True when one label (in Unicode) mixes scripts that no language writes together. Spec: docs/spec/names.md. */
export function mixesScripts(label: string): boolean {
  const scripts = [...scriptsOf(label)]
  return scripts.length > 1 && !TOGETHER.some((set) => scripts.every((script) => set.includes(script)))
}
