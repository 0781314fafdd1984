/** A source text without what is not code, same length and lines as the text it came from. */
export interface BlankedText {
  /** Comments are blanks; strings stay, because import specifiers are strings. */
  withoutComments: string
  /** Comments and what stands inside strings, templates and regular expressions are blanks. */
  codeOnly: string
}

type Kind = 'code' | 'comment' | 'literal'

/** After one of these a slash begins a regular expression, after anything else it divides. */
const BEFORE_REGEXP = /(?:[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield)|^)\s*$/
const LITERAL =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|[`}{]|\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g

/**
 * Blanks comments and literals. TypeScript 7 has no compiler interface to ask, so this is a scanner of its own; it
 * knows strings, nested templates, comments and regular expressions, which is all that the rules need.
 */
export function blankText(text: string): BlankedText {
  const kinds: Kind[] = new Array<Kind>(text.length).fill('code')
  const mark = (from: number, to: number, kind: Kind) => kinds.fill(kind, from, to)
  /** One entry for each template that is open: the depth of braces inside its current ${…}. */
  const templates: number[] = []
  let at = 0
  while (at < text.length) {
    LITERAL.lastIndex = at
    const match = LITERAL.exec(text)
    if (match === null) break
    const [found] = match
    const end = match.index + found.length
    at = end
    if (found.startsWith('//') || found.startsWith('/*')) mark(match.index, end, 'comment')
    else if (found === '`') at = template(end)
    else if (found === '{') deepen(1)
    else if (found === '}') at = closeBrace(end)
    else if (found.startsWith('/') && !BEFORE_REGEXP.test(lineBefore(match.index))) at = match.index + 1
    else mark(match.index + 1, end - 1, 'literal')
  }
  return { withoutComments: render(['comment']), codeOnly: render(['comment', 'literal']) }

  function deepen(by: number): void {
    const last = templates.length - 1
    if (last >= 0) templates[last] = (templates[last] ?? 0) + by
  }

  function closeBrace(end: number): number {
    if (templates.at(-1) !== 0) {
      deepen(-1)
      return end
    }
    templates.pop()
    return template(end)
  }

  /** Reads template text from `start` to its closing backtick or to the next ${, whose code is code again. */
  function template(start: number): number {
    let position = start
    while (position < text.length && text[position] !== '`' && !text.startsWith('${', position)) {
      position += text[position] === '\\' ? 2 : 1
    }
    mark(start, Math.min(position, text.length), 'literal')
    if (text.startsWith('${', position)) {
      templates.push(0)
      return position + 2
    }
    return position + 1
  }

  function lineBefore(index: number): string {
    return text.slice(Math.max(0, text.lastIndexOf('\n', index - 1) + 1), index)
  }

  function render(blanked: Kind[]): string {
    let out = ''
    for (let index = 0; index < text.length; index++) {
      const character = text.charAt(index)
      out += character !== '\n' && blanked.includes(kinds[index] ?? 'code') ? ' ' : character
    }
    return out
  }
}
