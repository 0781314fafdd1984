// `openpeer dev`, and the other commands against it, each a process. One dev network for the whole file.
import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { type JsonLine, type JsonProcess, startJsonProcess } from '../../src/testnet/child-process.ts'
import { cleanEnvironment, type Ended, openpeer, PROGRAM, temporaryDirectory } from './command.ts'

interface Dev {
  network: string
  operators: { domain: string; peerId: string; pid: number; multiaddrs: string[]; gateway: string }[]
  people: { name: string; id: string; pid: number }[]
  dns: string
  caFile: string
  dataDir: string
}

const tmp = await temporaryDirectory()
const directory = join(tmp.path, 'dev')
const env = { ...cleanEnvironment(), OPENPEER_DEV: directory, OPENPEER_PASSPHRASE: 'for this test' }
const alice = ['--dir', join(tmp.path, 'alice')]
let running: JsonProcess
let dev: Dev

before(async () => {
  // Settings for one operator node must not become those of all three.
  const env = { ...cleanEnvironment(), OPENPEER_DATA_DIR: join(tmp.path, 'alice') }
  running = startJsonProcess(PROGRAM, ['dev', '--json', '--data-dir', directory], { env })
  const said = await running.waitFor(() => true)
  assert.ok(!('error' in said), JSON.stringify(said))
  dev = said as unknown as Dev
})
after(async () => {
  await running.stop()
  await tmp.remove()
})

/** Runs a command with --json; it must end by itself soon after its answer. */
async function answer(args: string[], expected: number): Promise<JsonLine> {
  const ended = await openpeer([...args, '--json'], { env })
  assert.equal(ended.status, expected, ended.out + ended.err)
  assert.ok(ended.lingeredMs < 1_000, `it went on for ${ended.lingeredMs} ms after its answer`)
  return lastLine(ended)
}

function lastLine({ out }: Ended): JsonLine {
  return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as JsonLine
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('openpeer dev', () => {
  it('says in one line what runs, and all of it runs', async () => {
    assert.deepEqual(Object.keys(dev), ['network', 'operators', 'people', 'dns', 'caFile', 'dataDir'])
    assert.deepEqual([dev.network, dev.dataDir], ['dev', directory])
    assert.deepEqual(
      dev.operators.map(({ domain, gateway }) => [domain, gateway]),
      ['a.test', 'b.test', 'c.test'].map((domain) => [domain, `https://${domain}`]),
    )
    for (const { peerId, multiaddrs } of dev.operators) {
      assert.equal(multiaddrs.length, 2)
      for (const address of multiaddrs) assert.ok(address.endsWith(`/p2p/${peerId}`), address)
    }
    assert.deepEqual(
      dev.people.map(({ name }) => name),
      ['ann@a.test', 'bob@b.test', 'carol@c.test'],
    )
    for (const { id } of dev.people) assert.match(id, /^b[a-z2-7]{52}$/)
    assert.match(dev.dns, /^127\.0\.0\.1:\d+$/)
    await access(dev.caFile)
    const pids = new Set([running.pid, ...dev.operators.map(({ pid }) => pid), ...dev.people.map(({ pid }) => pid)])
    assert.equal(pids.size, 1 + dev.operators.length + 1)
    for (const pid of pids) assert.ok(isAlive(pid), `${pid}`)
  })

  it('keeps its directory from a second one', async () => {
    const { error } = await answer(['dev', '--data-dir', directory], EXIT.usage)
    assert.match((error as { message: string }).message, new RegExp(`pid ${running.pid}`))
  })
})

describe('against a dev network', { concurrency: 2 }, () => {
  it('lookup finds a person, with every check', async () => {
    const contact = await answer(['lookup', 'bob@b.test'], EXIT.ok)
    const checks = contact.checks as { name: string; result: string }[]
    assert.deepEqual([contact.name, contact.status, contact.homes], ['bob@b.test', 'verified', ['b.test']])
    assert.equal(contact.id, dev.people[1]?.id)
    assert.deepEqual(
      checks.map(({ name, result }) => `${name} ${result}`),
      ['key-log ok', 'name-record ok', 'lists-name ok', 'website ok', 'dns ok', 'devices ok'],
    )
    for (const record of Object.values(contact.records as object)) assert.match(String(record), /^[\w-]{100,}$/)
  })

  it('lookup says that there is nobody of that name', async () => {
    assert.deepEqual(await answer(['lookup', 'nobody@b.test'], EXIT.absent), { name: 'nobody@b.test', found: false })
  })

  it('lookup by id finds the same person', async () => {
    const { id, name } = dev.people[2] ?? assert.fail()
    const contact = await answer(['lookup', `peer://c.test/${id}`, '--via', 'b.test'], EXIT.notVerified)
    assert.equal(contact.id, id, name)
  })

  it('doctor finds every check well, of each domain', async () => {
    const { findings, ...rest } = await answer(['doctor', 'a.test'], EXIT.ok)
    const bad = (findings as { result: string }[]).filter(({ result }) => result !== 'ok')
    assert.deepEqual(bad, [])
    assert.deepEqual(rest, { domain: 'a.test', network: 'dev', result: 'ok' })
    assert.equal((findings as object[]).length, 20)
  })
})

describe('a newcomer to a dev network', () => {
  it('makes an identity, takes a name, and is found', async () => {
    const { id, network } = await answer(['id', 'create', '--home', 'a.test', ...alice], EXIT.ok)
    assert.equal(network, 'dev')
    const registered = await answer(['register', 'alice', '--display-name', 'Alice', ...alice], EXIT.ok)
    assert.deepEqual([registered.name, registered.id], ['alice@a.test', id])
    assert.equal((await answer(['lookup', 'alice@a.test', '--via', 'c.test'], EXIT.ok)).id, id)
  })

  it('cannot take a name that somebody has', async () => {
    const { error } = await answer(['register', 'ann', ...alice], EXIT.failed)
    assert.equal((error as { code: string }).code, 'NAME_OWNED_BY_ANOTHER')
  })

  it('connects', async () => {
    const connected = await answer(['connect', 'bob@b.test', ...alice], EXIT.ok)
    assert.deepEqual([connected.with, connected.path], ['bob@b.test', 'direct'])
  })

  it('chats, and keeps its directory to itself meanwhile', async () => {
    const chat = startJsonProcess(PROGRAM, ['chat', 'carol@c.test', '--json', ...alice], {
      env,
    })
    const { name } = await chat.waitFor(({ event }) => event === 'ready')
    assert.equal(name, 'alice@a.test')
    chat.send('hello\tCarol')
    const { text: delivered } = await chat.waitFor(({ event }) => event === 'receipt')
    assert.equal(delivered, 'hello\tCarol')
    const { from, text } = await chat.waitFor(({ event }) => event === 'message')
    assert.deepEqual([from, text], ['carol@c.test', 'carol here. You said: hello\tCarol'])
    const { error } = await answer(['lookup', 'bob@b.test', ...alice], EXIT.usage)
    assert.match((error as { message: string }).message, /another/)
    await chat.stop()
  })

  it('sends what is typed to the person of the address, not to somebody else who writes meanwhile', async () => {
    const dora = ['--dir', join(tmp.path, 'dora')]
    await answer(['id', 'create', '--home', 'b.test', ...dora], EXIT.ok)
    await answer(['register', 'dora', ...dora], EXIT.ok)
    const chat = startJsonProcess(PROGRAM, ['chat', 'carol@c.test', '--json', ...alice], { env })
    await chat.waitFor(({ event }) => event === 'ready')
    const other = startJsonProcess(PROGRAM, ['chat', 'alice@a.test', '--json', ...dora], { env })
    await other.waitFor(({ event }) => event === 'ready')
    other.send('psst')
    await chat.waitFor(({ event, from }) => event === 'message' && from === 'dora@b.test')
    chat.send('only for Carol')
    const { text } = await chat.waitFor(({ event, from }) => event === 'message' && from === 'carol@c.test')
    assert.equal(text, 'carol here. You said: only for Carol')
    await Promise.all([chat.stop(), other.stop()])
  })
})

describe('when processes die', () => {
  it('doctor says what is wrong with a domain without its node', async () => {
    const { pid } = dev.operators[2] ?? assert.fail()
    process.kill(pid, 'SIGKILL')
    const { findings } = await answer(['doctor', 'c.test'], EXIT.failed)
    const failed = (findings as { check: string; result: string }[]).filter(({ result }) => result === 'failed')
    assert.deepEqual(
      failed.map(({ check }) => check),
      ['website'],
    )
  })

  it('dev leaves none behind when it is told to stop', async () => {
    await running.stop()
    const left = [...dev.operators, ...dev.people].filter(({ pid }) => isAlive(pid))
    assert.deepEqual(left, [])
    const { error } = await answer(['lookup', 'bob@b.test'], EXIT.usage)
    assert.match((error as { message: string }).message, /start one with "openpeer dev"/)
  })
})
