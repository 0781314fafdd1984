import type { Rule } from './rule.ts'
import type { SourceFile } from './source-file.ts'

/** The rooms from the ground up, one line a floor: a file imports from lower floors or its own room. */
const FLOORS = [
  ['errors.ts', 'make-directory.node.ts', 'timeout-signal.ts'],
  ['records'],
  ['wire', 'identity-proofs'],
  ['federation'],
  ['node', 'peer'],
  ['http'],
  ['testnet'],
  ['cli'],
  ['index.ts', 'index.browser.ts'],
]

const floors: Rule = {
  name: 'imports go down',
  reason:
    'a room can be read, tested and replaced knowing only what lies below it; rooms of one floor meet in the rooms below ' +
    '(testnet runs nodes and peers, and the command `openpeer dev` runs a testnet)',
  breaches: (files) =>
    relativeImports(files).flatMap(({ file, target, line }) => {
      if (file.room === roomOf(target) || floorOf(roomOf(target)) < floorOf(file.room)) return []
      return [`${file.path}:${line} imports ${target}, which does not lie below it`]
    }),
}

const knownRooms: Rule = {
  name: 'every room has a floor',
  reason: 'a folder that the table of floors does not know would be held by no arrow',
  breaches: (files) =>
    files.filter(({ room }) => room !== '' && floorOf(room) < 0).map(({ path, room }) => `${path}: ${room}`),
}

const nodeAndPeer: Rule = {
  name: 'node and peer never import each other',
  reason: 'they are two programs of two parties that do not trust each other; they meet in wire and records only',
  breaches: (files) =>
    relativeImports(files).flatMap(({ file, target, line }) =>
      [file.room, roomOf(target)].sort().join() === 'node,peer' ? [`${file.path}:${line} imports ${target}`] : [],
    ),
}

const insideSource: Rule = {
  name: 'sources import sources',
  reason: 'the published package holds src alone: what it imports from tests, scripts or the web app is missing there',
  breaches: (files) =>
    relativeImports(files).flatMap(({ file, target, line }) =>
      target.startsWith('src/') ? [] : [`${file.path}:${line} imports ${target}`],
    ),
}

const noInnerIndex: Rule = {
  name: 'nobody inside imports an index',
  reason: 'an index is the face for others; imported from inside it ties every file to every file and makes cycles',
  breaches: (files) =>
    relativeImports(files).flatMap(({ file, target, line }) =>
      /(^|\/)index(\.browser)?\.ts$/.test(target) && !file.room.startsWith('index.')
        ? [`${file.path}:${line} imports ${target}`]
        : [],
    ),
}

const noCycles: Rule = {
  name: 'no import cycles',
  reason: 'files in a cycle can only be understood, loaded and changed together (imports of types count too)',
  breaches: (files) => cycles(files).map((cycle) => [...cycle, cycle[0]].join(' -> ')),
}

export const ARROWS: Rule[] = [floors, knownRooms, nodeAndPeer, insideSource, noInnerIndex, noCycles]

/** Counted from 0; -1 for a room without a floor. */
function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room))
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function relativeImports(files: SourceFile[]): { file: SourceFile; target: string; line: number }[] {
  return files.flatMap((file) =>
    file.imports.flatMap(({ target, line }) => (target === null || file.room === '' ? [] : [{ file, target, line }])),
  )
}

/** Each cycle once: depth first, a cycle is found when a file on the present path is met again. */
function cycles(files: SourceFile[]): string[][] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[][] = []
  const path: string[] = []

  function visit(file: SourceFile): void {
    path.push(file.path)
    for (const target of new Set(file.imports.map((entry) => entry.target))) {
      const next = byPath.get(target ?? '')
      if (next === undefined || done.has(next.path)) continue
      const start = path.indexOf(next.path)
      if (start >= 0) found.push(path.slice(start))
      else visit(next)
    }
    path.pop()
    done.add(file.path)
  }

  for (const file of files) if (!done.has(file.path)) visit(file)
  return found
}
