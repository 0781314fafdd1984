import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from './run-targets.ts'
import { Broken, type Target } from './target.ts'

/** A failure as it rests on the disk: what broke, and the inputs in hex. */
interface SavedFailure {
  target: string
  seed: string
  index: number
  what: string
  replay: string
  inputs: string[]
}

/** Writes a failure into `directory`, made when missing; gives its file. */
export async function saveFailure(failure: Failure, seed: string, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const { target, index, what } = failure
  const file = join(directory, `${target}-${index}.json`)
  const inputs = failure.inputs.map((input) => Buffer.from(input).toString('hex'))
  const saved: SavedFailure = { target, seed, index, what, replay: `npm run fuzz -- --replay ${file}`, inputs }
  await writeFile(file, `${JSON.stringify(saved, null, 2)}\n`)
  return file
}

/** Gives a saved failure's inputs to its target again. Resolves to what broke, null for nothing. Throws Error: no such target. */
export async function replayFailure(file: string, targets: readonly Target[]): Promise<string | null> {
  const saved = JSON.parse(await readFile(file, 'utf8')) as SavedFailure
  const target = targets.find(({ name }) => name === saved.target)
  if (target === undefined) throw new Error(`there is no target ${saved.target}`)
  const outcomes = await target.run(saved.inputs.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex'))))
  return outcomes.find((outcome) => outcome instanceof Broken)?.what ?? null
}
