import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'

test('the browser entry bundles for a page, with nothing of Node.js in it', async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: ['src/index.browser.ts'],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
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
  const kibibytes = (outputFiles[0]?.contents.length ?? 0) / 1024
  assert.ok(kibibytes < 1024, `a page would load ${Math.round(kibibytes)} KiB`)
})
