import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

it('runs as in a browser: bundled for one, without Buffer and process, it opens a vector and refuses another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'records-bundle-'))
  try {
    const entry = { contents: APP, resolveDir: root, loader: 'ts' as const }
    const outfile = join(folder, 'bundle.mjs')
    // A Node.js built-in would fail this build: platform "browser" knows none.
    await build({ stdin: entry, bundle: true, platform: 'browser', format: 'esm', outfile, logLevel: 'silent' })
    const read = (path: string) => readFileSync(join(root, 'test/vectors/records', path), 'utf8')
    const vectors = `globalThis.vectors = [${read('valid/identity.json')}, ${read('invalid/network.json')}]`
    const main = join(folder, 'main.mjs')
    writeFileSync(
      main,
      `const print = console.log; delete globalThis.Buffer; delete globalThis.process; ${vectors};
      const { run } = await import('./bundle.mjs'); print(await run())`,
    )
    const output = execFileSync(process.execPath, [main], { encoding: 'utf8', timeout: 20_000 })
    assert.equal(output.trim(), 'identity WRONG_NETWORK b@xn--bcher-kva.example')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

const APP = `
import { errorCode, parseName, validate } from './src/records/index.ts'
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16))
export async function run() {
  const [good, foreign] = globalThis.vectors.map((v) => () => validate(bytes(v.bytes), bytes(v.routingKey), v))
  const { kind } = await good()
  return kind + ' ' + (await foreign().catch(errorCode)) + ' ' + parseName('B@bücher.example').text
}
`
