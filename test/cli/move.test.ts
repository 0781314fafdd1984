// `openpeer move`, as a process, between operators that are processes.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { startWorld, type World } from '../states/world.ts'
import { type Ended, openpeer, temporaryDirectory } from './command.ts'

type Json = Record<string, unknown> & { error?: { code: string; message: string } }

const tmp = await temporaryDirectory()
const env = { OPENPEER_PASSPHRASE: 'for this test' }
const alice = join(tmp.path, 'alice')
let world: World
let id: unknown

const run = (...args: string[]): Promise<Ended> =>
  openpeer([...args, '--dir', alice, '--dev', world.federation.directory], { env })

async function answer(expected: number, ...args: string[]): Promise<Json> {
  const ended = await run(...args, '--json')
  assert.equal(ended.status, expected, ended.out + ended.err)
  return JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as Json
}

async function settings(): Promise<Json> {
  return JSON.parse(await readFile(join(alice, 'peer.json'), 'utf8')) as Json
}

before(async () => {
  world = await startWorld(['a.test', 'b.test', 'c.test'])
  id = (await answer(EXIT.ok, 'id', 'create', '--home', 'a.test')).id
  await answer(EXIT.ok, 'register', 'alice')
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await tmp.remove()
})

describe('openpeer move', () => {
  it('says what to type for a name without a domain, and for a home that is none', async () => {
    const { error } = await answer(EXIT.usage, 'move', 'alice')
    assert.match(error?.message ?? '', /openpeer move alice@c\.example/)
    const { error: unreachable } = await answer(EXIT.unreachable, 'move', 'alice@nowhere.test')
    assert.equal(unreachable?.code, 'UNREACHABLE')
    assert.deepEqual(await settings(), { network: 'dev', home: 'a.test', name: 'alice@a.test' })
  })

  it('moves, and the next commands are at the new home', async () => {
    await answer(EXIT.ok, 'vault', 'make')
    const moved = await answer(EXIT.ok, 'move', 'alice@c.test')
    assert.deepEqual([moved.id, moved.name, moved.home], [id, 'alice@c.test', 'c.test'])
    assert.deepEqual(moved.oldNames, [{ name: 'alice@a.test', outcome: 'moved', code: null }])
    assert.deepEqual(await settings(), { network: 'dev', home: 'c.test', name: 'alice@c.test' })
    const { name, homes = [] } = (moved.vault ?? {}) as { name?: string; homes?: Record<string, unknown>[] }
    assert.deepEqual([name, homes.find(({ domain }) => domain === 'c.test')?.isCurrent], ['alice@a.test', true])
    assert.match((await run('vault', 'show')).out, /openpeer vault restore alice@a\.test --home c\.test/)
    const shown = await answer(EXIT.ok, 'id', 'show')
    assert.deepEqual([shown.id, shown.home, shown.name], [id, 'c.test', 'alice@c.test'])
    assert.equal((await answer(EXIT.ok, 'register', 'ali')).name, 'ali@c.test')
    const found = await world.lookup('alice@a.test')
    assert.deepEqual([found.exit, found.status], [EXIT.ok, 'moved'])
  })

  it('says of an old home that is gone what became of the name, and how to ask it again', async () => {
    await world.federation.operators.find(({ domain }) => domain === 'c.test')?.process.kill()
    const { status, out, err } = await run('move', 'ali@b.test')
    assert.equal(status, EXIT.ok, err)
    assert.match(out, /You are ali@b\.test now, and b\.test is your home/)
    assert.match(out, /c\.test cannot be reached \(\w+\)\. .*openpeer move ali@b\.test/)
    await world.federation.restart('c.test')
    const again = await answer(EXIT.ok, 'move', 'ali@b.test')
    assert.deepEqual(again.oldNames, [
      { name: 'ali@c.test', outcome: 'moved', code: null },
      { name: 'alice@a.test', outcome: 'moved', code: null },
    ])
  })
})
