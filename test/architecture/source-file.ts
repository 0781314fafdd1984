import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { blankText } from './blank-text.ts'

/** One import of a file, static or dynamic, also `export … from`. */
export interface SourceImport {
  specifier: string
  /** Path from the repository's root for a relative import (`src/wire/channel.ts`), null for a package. */
  target: string | null
  /** Gone at run time: `import type …`, or each name of it marked `type`. */
  typeOnly: boolean
  /** The names inside the braces, as the other file calls them. */
  names: string[]
  line: number
}

/** A file of the project as the architecture rules see it. */
export interface SourceFile {
  /** From the repository's root, with slashes. */
  path: string
  /** The folder under src/ (`wire`), the file itself for one that lies in src/ (`errors.ts`), '' outside src/. */
  room: string
  /** Written by scripts/generate-protos.ts, not by hand. */
  generated: boolean
  lines: number
  /** The text with comments and the insides of literals blanked. */
  code: string
  imports: SourceImport[]
}

const IMPORT =
  /(?<![\w$.])(?:import|export)\s+(type\s+)?(?:[\w$*\s,]*(?:\{([^}]*)\})?[\w$*\s,]*from\s*)?(['"])([^'"\n]+)\3|(?<![\w$.])import\s*\(\s*(['"])([^'"\n]+)\5/g

/** Reads a text as a source file; pure, so that a rule can be shown a planted violation. */
export function parseSource(path: string, text: string): SourceFile {
  const { withoutComments, codeOnly } = blankText(text)
  const imports: SourceImport[] = []
  for (const match of withoutComments.matchAll(IMPORT)) {
    if (codeOnly[match.index] === ' ') continue
    const specifier = match[4] ?? match[6] ?? ''
    const clauses = (match[2] ?? '').split(',').filter((clause) => clause.trim() !== '')
    const marked = clauses.filter((clause) => /^\s*type\s/.test(clause))
    const names = clauses.map(
      (clause) =>
        clause
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/)[0] ?? '',
    )
    imports.push({
      specifier,
      target: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null,
      typeOnly: match[1] !== undefined || (clauses.length > 0 && marked.length === clauses.length),
      names,
      line: text.slice(0, match.index).split('\n').length,
    })
  }
  const generated = path.endsWith('.js') || path.endsWith('.d.ts')
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  return { path, room: roomOf(path), generated, lines, code: codeOnly, imports }
}

/** Every .ts and .js file below `folder`, a path from `root`, sorted. */
export function readSources(root: string, folder: string): SourceFile[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter(
      (entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name) && !/(^|[\\/])\.generated-/.test(entry.parentPath),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) =>
      parseSource(
        posix.normalize(file.slice(root.length).replaceAll('\\', '/').replace(/^\//, '')),
        readFileSync(file, 'utf8'),
      ),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The line, counted from 1, at which `index` lies in the file's code. */
export function lineAt(file: SourceFile, index: number): number {
  return file.code.slice(0, index).split('\n').length
}

function roomOf(path: string): string {
  const parts = path.split('/')
  return parts[0] === 'src' ? (parts[1] ?? '') : ''
}
