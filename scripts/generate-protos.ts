// Generates the codecs beside each .proto: plain JavaScript and its types, because the TypeScript that protons
// writes holds enums and namespaces, which cannot be run by type stripping.
// `--check` writes nothing and fails when a committed file is not what its .proto gives.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const protos = ['src/records/payloads.proto', 'src/wire/messages.proto']
const check = process.argv.includes('--check')
const run = (tool: string, ...args: string[]) =>
  execFileSync(process.execPath, [`node_modules/${tool}`, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })

for (const proto of protos) {
  const name = basename(proto, '.proto')
  // Inside the project, so that the generated imports resolve.
  const scratch = mkdtempSync(join(dirname(proto), '.generated-'))
  try {
    run('protons/dist/bin/protons.js', '--output', scratch, proto)
    const flags = ['--target', 'es2024', '--module', 'nodenext', '--declaration', '--skipLibCheck', '--ignoreConfig']
    run('typescript/bin/tsc', ...flags, '--types', 'node', '--outDir', scratch, join(scratch, `${name}.ts`))
    for (const ending of ['js', 'd.ts']) {
      const target = join(dirname(proto), `${name}.${ending}`)
      const fresh = readFileSync(join(scratch, `${name}.${ending}`), 'utf8')
      if (!check) writeFileSync(target, fresh)
      else if (readFileSync(target, 'utf8') !== fresh) {
        process.stderr.write(`${target} is not what ${proto} gives: run "npm run protos" and commit the result.\n`)
        process.exitCode = 1
      }
    }
  } finally {
    rmSync(scratch, { recursive: true })
  }
}
