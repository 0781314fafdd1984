import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { OpenPeerError } from '../errors.ts'
import { keysAt } from './config-keys.ts'
import { nearestKey } from './nearest-key.ts'

/** A configuration file is a few hundred lines of comments; one larger than this is something else. */
export const MAX_CONFIG_BYTES = 256 * 1024

type Path = readonly PropertyKey[]

/** A parsed configuration file that can say on which line each of its keys stands. */
export interface ConfigText {
  /** what it holds, unchecked */
  readonly value: unknown
  /** `file:line` of a key, or of the section where it is missing */
  where(path: Path): string
}

/**
 * Reads YAML 1.2. Anchors may not multiply it, a key may not stand twice.
 *
 * @throws OpenPeerError INVALID_CONFIG with file and line
 */
export function parseConfigText(file: string, yaml: string): ConfigText {
  if (yaml.length > MAX_CONFIG_BYTES) {
    throw new OpenPeerError(
      'INVALID_CONFIG',
      `${file} is larger than ${MAX_CONFIG_BYTES} bytes: it is no configuration`,
    )
  }
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const broken = document.errors[0]
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0])
    throw new OpenPeerError('INVALID_CONFIG', `${file}:${line}: this is not YAML: ${broken.message}`)
  }
  return { value: toValue(file, document), where: (path) => `${file}:${lines.linePos(offsetOf(document, path)).line}` }
}

/** One line a problem, each with file and line, the key, what was expected there and what was found. */
export function explainProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  where: (path: Path) => string,
): string {
  return issues.flatMap((issue) => explain(issue, value, where)).join('\n')
}

function explain(issue: z.core.$ZodIssue, value: unknown, where: (path: Path) => string): string[] {
  const at = (path: Path) => `${where(path)}: ${path.length === 0 ? 'the file' : path.map(String).join('.')}`
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path)
    const expected = known.length === 0 ? '' : `; expected one of ${known.join(', ')}`
    const near = (key: string) => didYouMean(nearestKey(key, known))
    return issue.keys.map((key) => `${at([...issue.path, key])} is no key of ours${near(key)}${expected}`)
  }
  const found = valueAt(value, issue.path)
  const but =
    found === undefined ? 'but it is missing' : `but found ${issue.path.includes('tokens') ? 'another' : shown(found)}`
  return [`${at(issue.path)}: expected ${issue.message}, ${but}`]
}

function didYouMean(near: string | null): string {
  return near === null ? '' : ` (did you mean ${near}?)`
}

function toValue(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 })
  } catch (cause) {
    throw new OpenPeerError('INVALID_CONFIG', `${file}: too many YAML aliases; write the values out`, { cause })
  }
}

/** Where the last part of the path that exists begins in the text. */
function offsetOf(document: Document, path: Path): number {
  let offset = 0
  let node: unknown = document.contents
  for (const key of path) {
    if (!isMap(node)) {
      const next =
        isNode(node) && 'get' in node ? (node as { get(key: unknown, keep: true): unknown }).get(key, true) : null
      if (!isNode(next)) return offset
      offset = next.range?.[0] ?? offset
      node = next
      continue
    }
    const pair = node.items.find((item) => String(item.key) === String(key))
    if (pair === undefined) return offset
    offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
    node = pair.value
  }
  return offset
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
}

/** Short, and in one line: a wrong value may be a whole section. */
function shown(value: unknown): string {
  const text = written(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'a value that contains itself' // an alias within its own anchor
  }
}
