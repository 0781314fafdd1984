import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type Installed, install } from './installed.ts'

const says = (what: string) => `export const main = (args, version) => console.log('${what}', version, ...args)`
const early = new Date(1_700_000_000_000)
const late = new Date(1_700_000_001_000)
const shell = process.platform === 'win32' ? 'no shell scripts on Windows' : false

let installed: Installed
afterEach(() => installed.remove())

describe('the command', () => {
  it('runs the bundle of the published package, with its arguments and version', async () => {
    installed = await install()
    await installed.write('dist/openpeer.js', says('bundle'))
    const { out, status } = await installed.run(['lookup', 'bob@b.test', '--json'])
    assert.deepEqual([out, status], ['bundle 1.2.3 lookup bob@b.test --json\n', 0])
  })

  it('runs the bundle of a checkout too, unless a source is newer', async () => {
    installed = await install()
    await installed.write('src/cli/main.ts', says('source').replace('args,', 'args: string[],'), early)
    await installed.write('src/wire/channel.ts', '', early)
    assert.match((await installed.run([])).out, /^source/)
    await installed.write('dist/openpeer.js', says('bundle'), late)
    assert.match((await installed.run([])).out, /^bundle/)
    await installed.write('src/wire/channel.ts', 'export {}', new Date(late.getTime() + 1_000))
    assert.match((await installed.run([])).out, /^source/)
  })

  it('ends with the status that the program sets', async () => {
    installed = await install()
    await installed.write('dist/openpeer.js', 'export const main = async () => { process.exitCode = 4 }')
    assert.equal((await installed.run([])).status, 4)
  })
})

describe('the command on an old Node.js', () => {
  it('says what to do when there is no newer one', async () => {
    installed = await install(999)
    const { status, out, err } = await installed.run(['node'])
    assert.deepEqual([status, out], [1, ''])
    assert.match(err, /needs Node\.js 999 or newer, and this is v\d+/)
    assert.match(err, /Install a newer one/)
    assert.doesNotMatch(err, / at /)
  })

  it('does not take one that is too old as well', { skip: shell }, async () => {
    installed = await install(999)
    await installed.write('node_modules/.bin/node', '#!/bin/sh\necho v998.0.0')
    assert.equal((await installed.run(['node'])).status, 1)
  })

  const newer = (script: string) => `#!/bin/sh\n[ "$1" = --version ] && { echo v999.1.0; exit; }\n${script}`

  it('hands over to a newer one: arguments, output and exit status', { skip: shell }, async () => {
    installed = await install(999)
    await installed.write('node_modules/.bin/node', newer('shift; echo "newer: $*"; exit 7'))
    const { status, out } = await installed.run(['lookup', 'bob@b.test'])
    assert.deepEqual([status, out], [7, 'newer: lookup bob@b.test\n'])
  })

  it('passes signals on, and ends as the newer one ends', { skip: shell }, async () => {
    installed = await install(999)
    const waits = newer('trap "echo drained; exit 3" TERM; echo ready; while :; do sleep 0.05; done')
    await installed.write('node_modules/.bin/node', waits)
    let sent = false
    const { status, out } = await installed.run(['node'], (pid) => {
      if (!sent) process.kill(pid, 'SIGTERM')
      sent = true
    })
    assert.deepEqual([status, out], [3, 'ready\ndrained\n'])
  })
})
