// One process a case: what a person or a script meets who gave a command something that it cannot take.
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { type Ended, openpeer, temporaryDirectory } from './command.ts'

const tmp = await temporaryDirectory()
after(() => tmp.remove())
const alice = join(tmp.path, 'alice')
const nobody = join(tmp.path, 'nobody')
const dev = join(tmp.path, 'dev')
const passphrase = { OPENPEER_PASSPHRASE: 'the right one' }

await mkdir(dev)
await writeFile(join(dev, 'dev-network.json'), 'not JSON')
await writeFile(join(tmp.path, 'operator.yaml'), 'domain: a.example\ndataDir: data\nlissten: []\n')
const created = await openpeer(['id', 'create', '--home', 'a.example', '--dir', alice, '--json'], { env: passphrase })
assert.equal(created.status, EXIT.ok, created.err)
const { recoveryKey, recoveryWords, ...shown } = JSON.parse(created.out) as Record<string, string>

/** `--json` gives exactly one line, on stdout, with the code; without a stack trace. */
function failedWith({ status, out, err, lingeredMs }: Ended, code: ErrorCode, text: RegExp): void {
  assert.equal(out.indexOf('\n'), out.length - 1, out)
  const { error } = JSON.parse(out) as { error: { code: string; message: string } }
  assert.equal(error.code, code, error.message)
  assert.match(error.message, text)
  assert.doesNotMatch(error.message + err, /\n {4}at /)
  assert.equal(err, '')
  assert.equal(status, EXIT.usage)
  assert.ok(lingeredMs < 1_000, `it went on for ${lingeredMs} ms after its answer`)
}

// On Linux a place where the system makes no directory and does not say why; elsewhere below a file.
const unmakeable = process.platform === 'linux' ? '/proc/openpeer/dev' : join(alice, 'keys.json', 'dev')

const cases: [what: string, args: string[], code: ErrorCode, text: RegExp][] = [
  ['lookup: what is no name', ['lookup', 'bob@b.test@'], 'INVALID_NAME', /alice@a\.example/],
  ['lookup: no dev network', ['lookup', 'bob@b.test', '--dev', nobody], 'INVALID_ARGUMENT', /openpeer dev/],
  ['connect: no identity', ['connect', 'bob@b.test', '--dir', nobody], 'KEY_STORE_MISSING', /openpeer id create/],
  [
    'chat: a dev network that is not JSON',
    ['chat', '--dir', alice, '--dev', dev],
    'INVALID_CONFIG',
    /dev-network\.json/,
  ],
  [
    'register: a name of another domain',
    ['register', 'al@b.example', '--dir', alice],
    'INVALID_ARGUMENT',
    /register al$/,
  ],
  [
    'id create: an identity is there',
    ['id', 'create', '--home', 'a.test', '--dir', alice],
    'INVALID_ARGUMENT',
    /--dir/,
  ],
  ['id show: no identity', ['id', 'show', '--dir', nobody], 'KEY_STORE_MISSING', /openpeer id create/],
  ['init: what is no domain', ['init', 'localhost:80'], 'INVALID_NAME', /a\.example/],
  ['init: a configuration is there', ['init', 'a.example', '--dir', tmp.path], 'INVALID_ARGUMENT', /operator\.yaml/],
  ['node: no configuration', ['node', '--config', nobody], 'INVALID_CONFIG', /openpeer init/],
  ['node: a wrong key', ['node', '--config', join(tmp.path, 'operator.yaml')], 'INVALID_CONFIG', /:3.*lissten/],
  ['dev: a directory with other things', ['dev', '--data-dir', alice], 'INVALID_ARGUMENT', /name another one/],
  ['dev: a directory that cannot be made', ['dev', '--data-dir', unmakeable], 'INVALID_ARGUMENT', /--data-dir/],
  ['doctor: what is no domain', ['doctor', 'alice@a.example'], 'INVALID_NAME', /a\.example/],
  [
    'doctor: an operator to ask that is none',
    ['doctor', 'a.example', '--via', 'b'.repeat(64)],
    'INVALID_NAME',
    /a\.example/,
  ],
  ['people: no dev network', ['people', 'ann@a.test', '--dev', nobody], 'INVALID_ARGUMENT', /openpeer dev/],
  ['an unknown option', ['lookup', 'bob@b.test', '--polic', 'x'], 'INVALID_ARGUMENT', /--policy/],
]

describe('a command that is given what it cannot take', { concurrency: 2 }, () => {
  for (const [what, args, code, text] of cases) {
    it(what, async () => failedWith(await openpeer([...args, '--json'], { env: passphrase }), code, text))
  }

  it('says it on stderr, with the code, without --json', async () => {
    const { status, out, err } = await openpeer(['lookup', 'bob@b.test@'])
    assert.deepEqual([status, out], [EXIT.usage, ''])
    assert.match(err, /^openpeer: .*\(INVALID_NAME\)\n$/)
  })

  it('has destroyed nothing', async () => {
    assert.deepEqual((await readdir(alice)).sort(), ['keys.json', 'peer.json'])
  })
})

describe('an identity on the disk', { concurrency: 2 }, () => {
  it('is shown to who has the passphrase', async () => {
    const { status, out } = await openpeer(['id', 'show', '--dir', alice, '--json'], { env: passphrase })
    assert.equal(status, EXIT.ok)
    const { id, home, network, directory, unlisted, keyEvents } = JSON.parse(out) as Record<string, unknown>
    assert.deepEqual({ id, home, network, directory, unlisted }, shown)
    assert.equal(keyEvents, 1)
    assert.match(recoveryKey ?? '', /^[\w-]{43}$/)
    assert.match(recoveryWords ?? '', /^([a-z]+ ){23}[a-z]+$/)
  })

  it('stays locked with a wrong passphrase', async () => {
    const ended = await openpeer(['id', 'show', '--dir', alice, '--json'], { env: { OPENPEER_PASSPHRASE: 'wrong' } })
    failedWith(ended, 'KEY_STORE_LOCKED', /passphrase/)
  })

  it('stays locked for a command that would talk, which ends at once', async () => {
    const lookup = ['lookup', 'bob@b.test', '--dir', join(tmp.path, 'copy'), '--json']
    await mkdir(join(tmp.path, 'copy'))
    for (const name of ['keys.json', 'peer.json'])
      await writeFile(join(tmp.path, 'copy', name), await readFile(join(alice, name)))
    failedWith(await openpeer(lookup, { env: { OPENPEER_PASSPHRASE: 'wrong' } }), 'KEY_STORE_LOCKED', /passphrase/)
  })

  it('needs a terminal where no passphrase is given', async () => {
    failedWith(await openpeer(['id', 'show', '--dir', alice, '--json']), 'INVALID_ARGUMENT', /OPENPEER_PASSPHRASE/)
  })

  it('is not written over when its settings are damaged or gone', async () => {
    const directory = join(tmp.path, 'damaged')
    await mkdir(directory)
    await writeFile(join(directory, 'keys.json'), 'precious')
    const create = ['id', 'create', '--home', 'a.test', '--dir', directory, '--json']
    failedWith(await openpeer(create, { env: passphrase }), 'INVALID_ARGUMENT', /already/)
    await writeFile(join(directory, 'peer.json'), '{')
    failedWith(await openpeer(create, { env: passphrase }), 'INVALID_CONFIG', /peer\.json/)
    assert.equal(await readFile(join(directory, 'keys.json'), 'utf8'), 'precious')
  })
})
