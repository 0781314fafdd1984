const MAX_SHOWN = 200

/** A stranger's text as a message or a terminal may show it: printable ASCII, at most 200 characters. */
export function showForeign(text: string): string {
  const printable = text.slice(0, MAX_SHOWN).replace(/[^\x20-\x7e]/g, '?')
  return text.length > MAX_SHOWN ? `${printable}...` : printable
}
