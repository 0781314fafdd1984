// Writes test/vectors/{records,names,proofs,sealed,vault,witnesses}: the inputs, and what our functions say of them, from fixed keys and times.
// `--check` writes nothing and fails when a committed file is not what the functions give, is missing or is too many.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { proofVectors } from '../test/identity-proofs/proofs/vectors.ts'
import { vaultVectors } from '../test/peer/vault-vectors.ts'
import { allVectors } from '../test/records/vector-cases/all-vectors.ts'

const ROOT = 'test/vectors'
const ROOMS = ['records', 'names', 'proofs', 'sealed', 'vault', 'witnesses']
const FOLDERS = ROOMS.flatMap((room) => [`${room}/valid`, `${room}/invalid`])

const vectors = [...(await allVectors()), ...(await proofVectors()), ...(await vaultVectors())]
const fresh = new Map(vectors.map(({ path, content }) => [`${path}.json`, `${JSON.stringify(content, null, 2)}\n`]))
const committed = new Map(FOLDERS.flatMap((folder) => filesIn(folder).map((path) => [path, readText(path)])))

const stale = [...new Set([...fresh.keys(), ...committed.keys()])].filter(
  (path) => fresh.get(path) !== committed.get(path),
)

if (process.argv.includes('--check')) {
  for (const path of stale)
    process.stderr.write(`${ROOT}/${path} is stale: run "npm run vectors" and look at the change.\n`)
  if (stale.length > 0) process.exitCode = 1
} else {
  for (const path of stale) write(path, fresh.get(path))
  process.stdout.write(`${fresh.size} vectors, ${stale.length} changed\n`)
}

function filesIn(folder: string): string[] {
  mkdirSync(join(ROOT, folder), { recursive: true })
  return readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`)
}

function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

function write(path: string, text: string | undefined): void {
  const target = join(ROOT, path)
  mkdirSync(dirname(target), { recursive: true })
  if (text === undefined) rmSync(target)
  else writeFileSync(target, text)
}
