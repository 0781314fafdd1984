import { errorCode, isOpenPeerError } from '../errors.ts'

/** What a command may say. Results go to stdout; progress and troubles to stderr, so that pipes stay clean. */
export interface Output {
  readonly json: boolean
  /** The answer: one JSON line with --json, else the text. */
  result(value: object, text: string): void
  /** Something that happened while a command goes on: one JSON line with --json, else the text. */
  event(value: object, text: string): void
  /** What the person is waiting for. Silent with --json. */
  progress(text: string): void
  /** Advice beside an answer; always on stderr. */
  notice(text: string): void
  /** Asks for something to be typed behind it; on stderr, without an end of line. */
  prompt(text: string): void
  failure(error: unknown): void
}

export interface Streams {
  out: { write(text: string): unknown }
  err: { write(text: string): unknown }
}

export function createOutput(json: boolean, streams: Streams): Output {
  const out = (text: string) => streams.out.write(text)
  const err = (text: string) => streams.err.write(printable(text))
  const say = (value: object, text: string) => out(json ? jsonLine(value) : `${printable(text)}\n`)
  return {
    json,
    result: say,
    event: say,
    progress(text) {
      if (!json) err(`… ${text}\n`)
    },
    notice(text) {
      err(`${text}\n`)
    },
    prompt: err,
    failure(error) {
      const code = errorCode(error)
      const message = isOpenPeerError(error) ? error.message : unexpected(error)
      if (json) out(jsonLine({ error: { code, message } }))
      else err(`openpeer: ${message} (${code})\n`)
    },
  }
}

function unexpected(error: unknown): string {
  if (isSystemError(error)) return error.message
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `something unexpected went wrong; please report it with these lines:\n${text}`
}

/** The operating system said no (a full disk, a file that is not ours): its words say what and where. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

/** Control characters but the end of line, and those that turn the direction of writing. */
const UNPRINTABLE = /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu

/** What others wrote must not move the cursor, colour what we say, or write over it. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (character === '\t' ? ' ' : '\ufffd'))
}

/** JSON leaves the upper control characters and line separators as they are: terminals and line readers obey them. */
function jsonLine(value: object): string {
  const json = JSON.stringify(value).replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `${json}\n`
}

/** Second columns are never narrower than this, however narrow the terminal: words of one letter a line help nobody. */
const MIN_ROOM = 20

/** Rows of two columns, the first padded; long second columns wrap at the terminal's width under themselves. */
export function table(rows: readonly (readonly [string, string])[], width: number): string {
  const left = Math.max(0, ...rows.map(([label]) => label.length)) + 2
  const room = Math.max(MIN_ROOM, width - left - 2)
  return rows
    .map(([label, text]) => `  ${label.padEnd(left)}${wrap(text, room).join(`\n${' '.repeat(left + 2)}`)}`)
    .join('\n')
}

/** A time as people read it, to the second, in UTC. */
export function when(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** Lines of at most `room` characters, broken at spaces; a longer word (an id, an address) stays whole to be copied. */
export function wrap(text: string, room: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = ['']
    for (const word of paragraph.split(' ')) {
      const last = lines[lines.length - 1] ?? ''
      if (last !== '' && last.length + 1 + word.length > room) lines.push(word)
      else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
    }
    return lines
  })
}
