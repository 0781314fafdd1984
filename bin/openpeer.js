#!/usr/bin/env node
// The command. Plain JavaScript, so that an old Node.js too can read it far enough to say what to do:
// Open Peer needs Node.js 24; with an older one this looks for a newer one beside the package (a checkout has it
// after `npm ci`) and hands over to it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED_MAJOR = 24
const root = fileURLToPath(new URL('..', import.meta.url))

if (major(process.versions.node) >= NEEDED_MAJOR) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { main } = await import(pathToFileURL(program()).href)
  await main(process.argv.slice(2), version)
} else {
  const newer = newerNode()
  if (newer !== null) handOver(newer)
  else {
    process.stderr.write(
      `openpeer needs Node.js ${NEEDED_MAJOR} or newer, and this is ${process.version} (${process.execPath}).\n` +
        'Install a newer one from https://nodejs.org/ (or with your version manager: nvm install 24) and try again.\n' +
        'In a checkout of the sources, "npm ci" brings one along.\n',
    )
    process.exitCode = 1
  }
}

function major(version) {
  return Number(version.replace(/^v/, '').split('.')[0])
}

/**
 * The built bundle starts faster than the sources, but an edit must never be shadowed by an old build:
 * where sources lie beside it (not in the published package), it is used only if none is newer.
 */
function program() {
  const bundle = join(root, 'dist', 'openpeer.js')
  const sources = join(root, 'src')
  if (!existsSync(sources)) return bundle
  const builtAt = existsSync(bundle) ? statSync(bundle).mtimeMs : 0
  const isStale = readdirSync(sources, { recursive: true }).some((name) => changedAt(join(sources, name)) > builtAt)
  return isStale ? join(sources, 'cli', 'main.ts') : bundle
}

function changedAt(path) {
  // A file may be gone between listing and looking.
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? found.mtimeMs : 0
}

function newerNode() {
  const path =
    process.platform === 'win32'
      ? join(root, 'node_modules', `node-win-${process.arch}`, 'bin', 'node.exe')
      : join(root, 'node_modules', '.bin', 'node')
  if (!existsSync(path)) return null
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return status === 0 && major(stdout) >= NEEDED_MAJOR ? path : null
}

/** Runs this command with another Node.js as if it had been the first: same terminal, signals and exit status. */
function handOver(path) {
  const child = spawn(path, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group: the child has it already, and twice would mean "at once".
      if (!(process.stdin.isTTY && signal === 'SIGINT')) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write(`${path} could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exit(code === null ? 128 + constants.signals[signal] : code)
  })
}
