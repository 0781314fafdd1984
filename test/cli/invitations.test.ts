// Invitations to an unlisted identity, and profiles, by the commands, each a process, against operators that are processes.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { parseInvitation } from '../../src/records/invitation.ts'
import { startJsonProcess } from '../../src/testnet/child-process.ts'
import { startWorld, type World } from '../states/world.ts'
import { cleanEnvironment, openpeer, PROGRAM, temporaryDirectory } from './command.ts'

type Json = Record<string, unknown> & { error?: { code: string; message: string } }

const tmp = await temporaryDirectory()
const env = { OPENPEER_PASSPHRASE: 'for this test' }
const [hidden, bob, copy] = ['hidden', 'bob', 'copy'].map((name) => join(tmp.path, name)) as [string, string, string]
let world: World
let id: string
let uri: string

async function answer(expected: number, directory: string, ...args: string[]): Promise<Json> {
  const given = [...args, '--dir', directory, '--dev', world.federation.directory, '--json']
  const ended = await openpeer(given, { env })
  assert.equal(ended.status, expected, ended.out + ended.err)
  return JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as Json
}

before(async () => {
  world = await startWorld(['a.test', 'b.test', 'c.test'])
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await tmp.remove()
})

describe('openpeer id invite', () => {
  it('create --unlisted: an identity that takes no name', async () => {
    const made = await answer(EXIT.ok, hidden, 'id', 'create', '--home', 'a.test', '--unlisted')
    id = String(made.id)
    assert.equal(made.unlisted, true)
    const refused = await answer(EXIT.usage, hidden, 'register', 'hidden')
    assert.equal(refused.error?.code, 'INVALID_ARGUMENT')
    assert.match(refused.error?.message ?? '', /invite people instead/)
  })

  it('makes an invitation that is published, and shows it as a code', async () => {
    const made = await answer(EXIT.ok, hidden, 'id', 'invite', '--for', 'bob')
    uri = String(made.uri)
    assert.deepEqual([made.n, made.label, made.published, made.guests], [1, 'bob', true, []])
    assert.equal(parseInvitation(uri).domain, 'a.test')
    const args = ['id', 'invite', '--qr', '--dir', hidden, '--dev', world.federation.directory]
    const shown = await openpeer(args, { env: { ...env, COLUMNS: '120' } })
    assert.equal(shown.status, EXIT.ok, shown.err)
    assert.match(shown.out, /^openpeer:invite\/1\//)
    assert.match(shown.out, /[▀▄█]{8}/)
  })

  it('is what a guest adds to the contacts, also while the other side is away; nobody else finds the id', async () => {
    await answer(EXIT.ok, bob, 'id', 'create', '--home', 'b.test')
    await answer(EXIT.ok, bob, 'register', 'bob')
    await answer(EXIT.absent, bob, 'lookup', id)
    const added = await answer(EXIT.ok, bob, 'contacts', 'add', uri.toUpperCase(), '--petname', 'My friend')
    assert.deepEqual([added.id, added.pinned, added.shownAs], [id, true, 'My friend'])
    const found = await answer(EXIT.ok, bob, 'lookup', 'My friend')
    assert.equal(found.id, id)
  })

  it('connects the guest, when everybody is a process of their own', async () => {
    const dev = ['--dev', world.federation.directory, '--json']
    const waiting = startJsonProcess(PROGRAM, ['chat', '--dir', hidden, ...dev], {
      env: { ...cleanEnvironment(), ...env },
    })
    try {
      const ready = await waiting.waitFor(({ event }) => event === 'ready')
      assert.deepEqual([ready.id, ready.announced], [id, true])
      const connected = await answer(EXIT.ok, bob, 'connect', 'My friend')
      assert.equal(connected.with, id)
      const { with: who } = await waiting.waitFor(({ event }) => event === 'link')
      assert.equal(who, 'bob@b.test')
    } finally {
      await waiting.stop()
    }
  })

  it('says what is wrong with half an invitation', async () => {
    const { error } = await answer(EXIT.usage, bob, 'contacts', 'add', uri.slice(0, -3))
    assert.equal(error?.code, 'INVALID_URI')
    assert.match(error?.message ?? '', /copy all of it/)
  })

  it('uninvite: the guest is told, the other invitation stands', async () => {
    const withdrawn = await answer(EXIT.ok, hidden, 'id', 'uninvite', 'bob')
    assert.equal(withdrawn.published, true)
    const refused = await answer(EXIT.notVerified, bob, 'lookup', uri, '--policy', 'network')
    assert.equal(refused.error?.code, 'REFUSED')
    const { invitations } = (await answer(EXIT.ok, hidden, 'id', 'invites')) as unknown as { invitations: Json[] }
    assert.deepEqual(
      invitations.map(({ n, withdrawnAt }) => [n, withdrawnAt === null]),
      [
        [1, false],
        [2, true],
      ],
    )
  })

  it('export and import: it stays unlisted', async () => {
    const file = join(tmp.path, 'hidden.backup')
    await answer(EXIT.ok, hidden, 'id', 'export', file)
    await answer(EXIT.ok, copy, 'id', 'import', file)
    assert.equal((await answer(EXIT.usage, copy, 'register', 'hidden')).error?.code, 'INVALID_ARGUMENT')
  })
})

describe('openpeer id profile', () => {
  it('is nothing until its owner makes one, and nothing again with --no-profile', async () => {
    assert.equal((await answer(EXIT.ok, bob, 'id', 'profile')).profile, null)
    const made = await answer(EXIT.ok, bob, 'id', 'profile', '--display-name', 'Bob', '--show-name')
    assert.deepEqual(made.profile, { displayName: 'Bob', names: ['bob@b.test'], claims: [] })
    const hiddenName = await answer(EXIT.ok, bob, 'id', 'profile', '--hide-name')
    assert.deepEqual(hiddenName.profile, { displayName: 'Bob', names: [], claims: [] })
    assert.equal((await answer(EXIT.ok, bob, 'id', 'profile', '--no-profile')).profile, null)
  })
})
