import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BuildOptions, build, type Metafile } from 'esbuild'

const OPTIONS: BuildOptions & { metafile: true; write: false } = {
  entryPoints: ['src/index.browser.ts'],
  bundle: true,
  platform: 'browser',
  format: 'esm',
  minify: true,
  metafile: true,
  write: false,
  logLevel: 'silent',
}

test('the browser entry bundles for a page, with nothing of Node.js in it', async () => {
  const { metafile } = await build(OPTIONS)
  const inputs = Object.keys(metafile.inputs)
  const foreign = inputs.filter((path) => /^node:|\.node\.ts$|node-datachannel|classic-level|undici/.test(path))
  assert.deepEqual(foreign, [])
  // An import of a built-in that a package marks external would pass the build and fail in the page.
  const external = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external))
  assert.deepEqual(
    external.map(({ path }) => path),
    [],
  )
  assert.ok(inputs.includes('src/peer/peer.browser.ts'))
})

test('a page loads less than 1 MiB at the start: pages are read for proofs, and argon2id and words for a vault, when they are needed', async () => {
  const { metafile } = await build({ ...OPTIONS, splitting: true, outdir: 'unwritten' })
  const entry = Object.keys(metafile.outputs).find((path) => path.endsWith('index.browser.js')) ?? ''
  const loaded = loadedWith(entry, metafile)
  const kibibytes = [...loaded].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0) / 1024
  assert.ok(kibibytes < 1024, `a page would load ${Math.round(kibibytes)} KiB`)
  const packages = [...loaded].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})).join('\n')
  for (const later of ['htmlparser2', 'hash-wasm']) assert.doesNotMatch(packages, new RegExp(`/${later}/`))
})

/** A chunk and all that is loaded before it runs. */
function loadedWith(path: string, { outputs }: Metafile, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded
  loaded.add(path)
  for (const { path: next, kind } of outputs[path]?.imports ?? []) {
    if (kind === 'import-statement') loadedWith(next, { outputs } as Metafile, loaded)
  }
  return loaded
}
