// Two devices under one name, each command a process, against operators on this machine that are processes.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { type JsonProcess, startJsonProcess } from '../../src/testnet/child-process.ts'
import { type LocalFederation, startLocalFederation } from '../../src/testnet/local-federation.ts'
import { cleanEnvironment, openpeer, PROGRAM, temporaryDirectory } from './command.ts'

interface Listed {
  device: string
  publisher: boolean
  thisDevice: boolean
  online: boolean | null
  news: boolean
}

interface Told {
  id: string
  home: string
  device: string
  publisher: boolean
  request: string
  devices: Listed[]
  rotated: boolean
  published: boolean
  demoted: string[]
  error: { code: string; message: string }
}

const tmp = await temporaryDirectory()
const directory = join(tmp.path, 'dev')
const env = { ...cleanEnvironment(), OPENPEER_DEV: directory, OPENPEER_PASSPHRASE: 'for this test' }
const dir = (name: string) => ['--dir', join(tmp.path, name)]
const [alice, phone, tablet, bob] = [dir('alice'), dir('phone'), dir('tablet'), dir('bob')]
const running: JsonProcess[] = []
let federation: LocalFederation
let made: Told

async function answer(args: string[], expected: number = EXIT.ok): Promise<Told> {
  const ended = await openpeer([...args, '--json'], { env })
  assert.equal(ended.status, expected, ended.out + ended.err)
  return JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as Told
}

async function fails(code: string, text: RegExp, args: string[]): Promise<void> {
  const { out } = await openpeer([...args, '--json'], { env })
  const { error } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Told
  assert.equal(error?.code, code, out)
  assert.match(error.message, text)
}

function chat(...args: string[]): JsonProcess {
  const started = startJsonProcess(PROGRAM, ['chat', '--json', ...args], { env })
  running.push(started)
  return started
}

before(async () => {
  federation = await startLocalFederation({ program: PROGRAM, domains: ['a.test', 'b.test', 'c.test'], directory })
  for (const [name, home, where] of [['alice', 'a.test', alice] as const, ['bob', 'b.test', bob] as const]) {
    await answer(['id', 'create', '--home', home, '--network', 'dev', ...where])
    await answer(['register', name, ...where])
  }
})
after(async () => {
  await Promise.all(running.map((one) => one.stop()))
  await federation?.stop()
  await tmp.remove()
})

describe('openpeer device', () => {
  it('new: keys of its own for whom a verified name leads to, and a request to be added', async () => {
    made = await answer(['device', 'new', 'alice@a.test', ...phone])
    assert.equal(made.home, 'a.test')
    assert.match(made.request, /^OPENPEER:DEVICE\/1\/DEV\//)
    await fails('NOT_REGISTERED', /spelling/, ['device', 'new', 'nobody@a.test', ...dir('nobody')])
    const shown = await openpeer(['device', 'new', 'alice@a.test', '--qr', ...dir('shown')], { env })
    assert.match(shown.out, /openpeer device add OPENPEER:DEVICE/)
    assert.match(shown.out, /[▀▄█]{8}|wider/)
  })

  it('a device that was not added yet says so, and cannot change the identity', async () => {
    const { devices } = await answer(['device', 'list', ...phone])
    assert.deepEqual([devices.length, devices[0]?.thisDevice], [1, false])
    await fails('NOT_PUBLISHER', /publisher device/, ['register', 'alice', ...phone])
    await fails('NOT_PUBLISHER', /publisher device/, ['id', 'export', join(tmp.path, 'export'), ...phone])
    await fails('NOT_PUBLISHER', /publisher device/, ['device', 'add', made.request, '--yes', ...phone])
  })

  it('add: not by mistake, nor for another identity; then both are listed', async () => {
    await fails('INVALID_ARGUMENT', /--yes/, ['device', 'add', made.request, ...alice])
    await fails('INVALID_URI', /copy it whole/, ['device', 'add', made.request.slice(0, -1), '--yes', ...alice])
    await fails('INVALID_ARGUMENT', /another identity/, ['device', 'add', made.request, '--yes', ...bob])
    assert.equal((await answer(['device', 'add', made.request, '--yes', ...alice])).device, made.device)
    const { devices } = await answer(['device', 'list', ...alice])
    assert.deepEqual(devices.map(({ publisher, thisDevice }) => [publisher, thisDevice]).sort(), [
      [false, false],
      [true, true],
    ])
  })

  it('what is sent to the name reaches the new device, and it answers under that name', async () => {
    const waiting = chat(...phone)
    const { announced } = await waiting.waitFor(({ event }) => event === 'ready')
    assert.equal(announced, true)
    const calling = chat('alice@a.test', ...bob)
    await calling.waitFor(({ event }) => event === 'ready')
    calling.send('hello Alice')
    const { from, text } = await waiting.waitFor(({ event }) => event === 'message')
    assert.deepEqual([from, text], ['bob@b.test', 'hello Alice'])
    waiting.send('from my phone')
    const answered = await calling.waitFor(({ event }) => event === 'message')
    assert.deepEqual([answered.from, answered.text], ['alice@a.test', 'from my phone'])
    const { devices } = await answer(['device', 'list', ...alice])
    assert.equal(devices.find(({ device }) => device === made.device)?.online, true)
    await Promise.all([waiting.stop(), calling.stop()])
  })

  it('it calls others, who see the name', async () => {
    const waiting = chat(...bob)
    await waiting.waitFor(({ event }) => event === 'ready')
    const calling = chat('bob@b.test', ...phone)
    await calling.waitFor(({ event }) => event === 'ready')
    calling.send('me again')
    assert.equal((await waiting.waitFor(({ event }) => event === 'message')).from, 'alice@a.test')
    await Promise.all([waiting.stop(), calling.stop()])
  })

  it('remove: it is no device of the identity any more, and finds nobody who lets it in', async () => {
    const removed = await answer(['device', 'remove', made.device, ...alice])
    assert.deepEqual([removed.rotated, removed.published], [false, true])
    const { devices } = await answer(['device', 'list', ...phone])
    assert.deepEqual(
      devices.map(({ thisDevice }) => thisDevice),
      [false],
    )
    const waiting = chat(...bob)
    await waiting.waitFor(({ event }) => event === 'ready')
    await fails('REFUSED', /./, ['connect', 'bob@b.test', ...phone])
    await waiting.stop()
    const reached = await openpeer(['connect', 'alice@a.test', '--json', ...bob], { env })
    assert.equal(reached.status, EXIT.unreachable, reached.out)
  })

  it('remove: a publisher costs a new key, and only another publisher can do it', async () => {
    const backup = join(tmp.path, 'alice.backup')
    await answer(['id', 'export', backup, ...alice])
    await answer(['id', 'import', backup, ...tablet])
    await answer(['register', 'alice', ...tablet])
    const { devices } = await answer(['device', 'list', ...alice])
    assert.deepEqual(
      devices.map(({ thisDevice, news }) => [thisDevice, news]).sort(),
      [
        [false, true],
        [true, false],
      ],
      'what another publisher listed is told',
    )
    const again = await answer(['device', 'list', ...alice])
    assert.ok(
      again.devices.every(({ news }) => !news),
      'once',
    )
    const here = devices.find(({ thisDevice }) => thisDevice)?.device ?? assert.fail('not listed')
    const there = devices.find(({ thisDevice }) => !thisDevice)?.device ?? assert.fail('not listed')
    await fails('INVALID_ARGUMENT', /another publisher/, ['device', 'remove', here, '--yes', ...alice])
    await fails('INVALID_ARGUMENT', /--yes/, ['device', 'remove', there, ...alice])
    const removed = await answer(['device', 'remove', there, '--yes', ...alice])
    assert.deepEqual([removed.rotated, removed.published, removed.demoted], [true, true, []])
    await fails('KEY_CHANGED', /recover/, ['register', 'alice', ...tablet])
    await fails('INVALID_ARGUMENT', /only publisher/, ['device', 'remove', here, '--yes', ...alice])
  })

  it('id import of a new export makes the same device a publisher again', async () => {
    const before = await answer(['id', 'show', ...tablet])
    const backup = join(tmp.path, 'alice.new')
    await answer(['id', 'export', backup, ...alice])
    await answer(['id', 'import', backup, ...tablet])
    const after = await answer(['id', 'show', ...tablet])
    assert.deepEqual([after.device, after.publisher], [before.device, true])
    await fails('INVALID_ARGUMENT', /--dir/, ['id', 'import', backup, ...tablet])
    await fails('INVALID_ARGUMENT', /--dir/, ['id', 'import', backup, ...bob])
    await answer(['register', 'alice', ...tablet])
    const { devices } = await answer(['device', 'list', ...alice])
    assert.deepEqual(
      devices.map(({ publisher }) => publisher),
      [true, true],
    )
  })
})
