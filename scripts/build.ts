// Builds dist/: the library with its types, file by file, and the command as a bundle (dist/openpeer.js and the parts
// that it loads when needed, dist/chunks/), which starts in two thirds of the time.
// Written to the side first and moved in last, so that a failed build leaves the old one.
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const scratch = join(root, 'node_modules/.cache/dist-new')
const target = join(root, 'dist')
const started = Date.now()

try {
  rmSync(scratch, { recursive: true, force: true })
  compile()
  copyGenerated()
  await bundle()
  rmSync(target, { recursive: true, force: true })
  renameSync(scratch, target)
  process.stdout.write(`dist/ built in ${Date.now() - started} ms\n`)
} catch (error) {
  // tsc and esbuild have said what is wrong.
  process.stderr.write(`dist/ was not built: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function compile(): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', scratch], {
    cwd: root,
    stdio: 'inherit',
  })
}

/** tsc emits only what it compiles: the generated codecs, plain JavaScript with types, are copied beside their users. */
function copyGenerated(): void {
  for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (/\.(js|d\.ts)$/.test(name)) copyFileSync(join(root, 'src', name), join(scratch, name))
  }
}

async function bundle(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { openpeer: 'src/cli/main.ts' },
    outdir: scratch,
    bundle: true,
    // What a command imports when it runs stays apart: in one file, `openpeer --help` would read ten megabytes.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Native addons find their binaries beside their own files.
    external: ['node-datachannel', 'classic-level'],
    // CommonJS packages inside the bundle still ask for require().
    banner: { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" },
    legalComments: 'linked',
    logLevel: 'warning',
  })
}
