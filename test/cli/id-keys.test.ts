// The commands that replace, move and end an identity's keys, each a process, against operators that are processes.
import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { startWorld, type World } from '../states/world.ts'
import { temporaryDirectory } from './command.ts'
import { commandsIn } from './commands-in-world.ts'

const tmp = await temporaryDirectory()
const env = { OPENPEER_PASSPHRASE: 'for this test' }
const alice = join(tmp.path, 'alice')
const backup = join(tmp.path, 'alice.backup')
const laptop = join(tmp.path, 'laptop')
const wordsFile = join(tmp.path, 'words')
let world: World
let id: string

const { run, answer, fails } = commandsIn(() => world, env)

const words = (text: unknown) => String(text).split(' ')

before(async () => {
  world = await startWorld(['a.test', 'b.test', 'c.test'])
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await tmp.remove()
})

describe('openpeer id', () => {
  it('create: shows 24 words, once, and with --qr as a code', async () => {
    const [made] = await answer(EXIT.ok, alice, 'id', 'create', '--home', 'a.test')
    assert.equal(words(made?.recoveryWords).length, 24)
    await writeFile(wordsFile, `${made?.recoveryWords}\n`)
    id = String(made?.id)
    await answer(EXIT.ok, alice, 'register', 'alice')
    const shown = await run(join(tmp.path, 'other'), 'id', 'create', '--home', 'a.test', '--qr')
    assert.equal(shown.status, EXIT.ok, shown.err)
    assert.match(shown.out, / 1 [a-z]+ .*\n.*12 [a-z]+\n.*\n.*24 [a-z]+\n/)
    assert.match(shown.out, /[▀▄█]{8}/)
  })

  it('export: a sealed file that only its owner can read, and never over another one', async () => {
    const [made] = await answer(EXIT.ok, alice, 'id', 'export', backup)
    assert.deepEqual([made?.id, made?.name], [id, 'alice@a.test'])
    assert.equal((await stat(backup)).mode & 0o777, 0o600)
    assert.doesNotMatch(await readFile(backup, 'utf8'), /alice|a\.test/)
    await fails('INVALID_ARGUMENT', /new file/, alice, 'id', 'export', backup)
  })

  it('import: a device of its own, which may speak for the identity', async () => {
    const [made] = await answer(EXIT.ok, laptop, 'id', 'import', backup)
    assert.deepEqual([made?.id, made?.inForce, made?.home], [id, true, 'a.test'])
    const [[here], [there]] = [await answer(EXIT.ok, alice, 'id', 'show'), await answer(EXIT.ok, laptop, 'id', 'show')]
    assert.equal(there?.id, id)
    assert.notEqual(there?.device, here?.device)
    const [registered] = await answer(EXIT.ok, laptop, 'register', 'alice')
    assert.equal(registered?.name, 'alice@a.test')
    await fails('INVALID_ARGUMENT', /--dir/, laptop, 'id', 'import', backup)
    await fails('KEY_STORE_DAMAGED', /export/, join(tmp.path, 'x'), 'id', 'import', join(alice, 'keys.json'))
    await fails('INVALID_ARGUMENT', /cannot be read/, join(tmp.path, 'x'), 'id', 'import', join(tmp.path, 'none'))
  })

  it('rotate: published at once; an older export or device is then out of force', async () => {
    const [rotated] = await answer(EXIT.ok, laptop, 'id', 'rotate')
    assert.deepEqual([rotated?.id, rotated?.published, rotated?.failure], [id, true, null])
    await fails('KEY_CHANGED', /recover/, alice, 'id', 'rotate')
    await fails('KEY_CHANGED', /newer export/, join(tmp.path, 'x'), 'id', 'import', backup)
    assert.deepEqual((await world.lookup('alice@a.test')).status, 'verified')
  })

  it('recover: with the words only, shown to nobody; the new ones are shown before the change', async () => {
    await fails('INVALID_ARGUMENT', /--words-file/, alice, 'id', 'recover')
    await writeFile(join(tmp.path, 'short'), 'only a few words')
    await fails('INVALID_ARGUMENT', /there are 4/, alice, 'id', 'recover', '--words-file', join(tmp.path, 'short'))
    const lines = await answer(EXIT.ok, alice, 'id', 'recover', '--words-file', wordsFile)
    assert.deepEqual(
      lines.map((line) => Object.keys(line)[0]),
      ['recoveryWords', 'id'],
    )
    assert.deepEqual([lines[1]?.published, lines[1]?.failure], [true, null])
    await fails('WRONG_SIGNER', /recovery key/, alice, 'id', 'recover', '--words-file', wordsFile)
    await writeFile(wordsFile, String(lines[0]?.recoveryWords))
    assert.equal((await world.lookup('alice@a.test')).status, 'verified')
  })

  it('recover: also from an export that is older than all of this', async () => {
    const restored = join(tmp.path, 'restored')
    const [made] = await answer(EXIT.ok, restored, 'id', 'import', backup, '--for-recovery')
    assert.equal(made?.inForce, false)
    const lines = await answer(EXIT.ok, restored, 'id', 'recover', '--words-file', wordsFile)
    await writeFile(wordsFile, String(lines[0]?.recoveryWords))
    await fails('KEY_CHANGED', /recover/, alice, 'id', 'rotate')
  })

  it('revoke: not by mistake; then it is over for everybody', async () => {
    await fails('INVALID_ARGUMENT', /--yes/, alice, 'id', 'revoke', '--words-file', wordsFile)
    const [ended] = await answer(EXIT.ok, alice, 'id', 'revoke', '--yes', '--words-file', wordsFile)
    assert.deepEqual([ended?.revoked, ended?.published], [true, true])
    assert.equal((await world.lookup('alice@a.test')).status, 'IDENTITY_REVOKED')
    for (const args of [
      ['id', 'rotate'],
      ['register', 'alice'],
    ]) {
      await fails('IDENTITY_REVOKED', /revoked/, alice, ...args)
    }
  })
})
