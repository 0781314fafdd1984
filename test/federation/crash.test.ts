import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { toString as textOf } from 'uint8arrays/to-string'
import { openRecordStore } from '../../src/federation/record-store.ts'
import { believingGate, operatorOf } from './origins.ts'
import { NETWORK, testDomain } from './sealed-records.ts'

const ROUNDS = 100
const RECORDS_A_ROUND = 60
const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

let directory = ''
let recordsFile = ''
const routingKeys: Uint8Array[] = []

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'openpeer-crash-'))
  recordsFile = join(directory, 'records.json')
  const domain = await testDomain()
  const records: { routingKey: string; bytes: string }[] = []
  for (let number = 0; number < ROUNDS * RECORDS_A_ROUND; number++) {
    const routingKey = domain.routingKey(`n${number}`)
    routingKeys.push(routingKey)
    const bytes = await domain.name(`n${number}`)
    records.push({ routingKey: textOf(routingKey, 'base64'), bytes: textOf(bytes, 'base64') })
  }
  await writeFile(recordsFile, JSON.stringify(records))
  // A child that ends by itself leaves its compiled modules: the hundred that are killed start in a third of the time.
  spawnSync(process.execPath, [CHILD, join(directory, 'first'), recordsFile, '0', '1'], { env: childEnv() })
})

function childEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compiled') }
}

after(() => rm(directory, { recursive: true }))

function hasStrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
}

/** Lets a child put records from number `from` on, kills it at its `killAt`th acknowledgement; answers all it gave. */
async function putUntilKilled(path: string, from: number, killAt: number, flood: string[] = []): Promise<number[]> {
  const range = [String(from), String(from + RECORDS_A_ROUND), ...flood]
  const child = spawn(process.execPath, [CHILD, path, recordsFile, ...range], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnv(),
  })
  const ended = new Promise<string | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const acknowledged: number[] = []
  // What was written before the kill is still in the pipe after it.
  for await (const line of createInterface({ input: child.stdout })) {
    if (/^\d+$/.test(line)) acknowledged.push(Number(line))
    if (acknowledged.length === killAt) child.kill('SIGKILL')
  }
  assert.equal(await ended, 'SIGKILL')
  return acknowledged
}

describe('crash', () => {
  test(`${ROUNDS} × kill -9 during puts: every acknowledged record is there after the restart`, async () => {
    const path = join(directory, 'store')
    const acknowledged: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      // At a different moment each time, from the first acknowledgement to the 40th of 60.
      acknowledged.push(...(await putUntilKilled(path, round * RECORDS_A_ROUND, 1 + ((round * 17) % 40))))
    }
    assert.ok(acknowledged.length >= ROUNDS)
    const store = await openRecordStore({ path, network: NETWORK, now: Date.now, gate: believingGate(Date.now) })
    const held = new Set<string>()
    for await (const { routingKey } of store.list()) held.add(String(routingKey))
    const lost = acknowledged.filter((number) => !held.has(String(routingKeys[number])))
    assert.deepEqual(lost, [])
    assert.equal(store.count(), held.size)
    await store.close()
  })

  test('10 × kill -9 while a flood makes records go: nobody else lost one, and all are counted', async () => {
    const path = join(directory, 'full')
    const options = { path, network: NETWORK, now: Date.now, gate: believingGate(Date.now), maxRecords: 40 }
    const honest = await openRecordStore(options)
    const domain = await testDomain()
    const names = Array.from({ length: 15 }, (_, index) => `honest${index}`)
    for (const name of names)
      await honest.put(await domain.name(name), domain.routingKey(name), operatorOf('a.example'))
    await honest.close()
    for (let round = 0; round < 10; round++) {
      await putUntilKilled(path, round * RECORDS_A_ROUND, 25 + round * 3, ['4', '40'])
    }
    const store = await openRecordStore(options)
    const accounts: string[] = []
    for await (const { account } of store.entries()) accounts.push(account)
    assert.equal(accounts.filter((account) => account === 'a.example').length, names.length)
    for (const name of names) assert.ok(await store.get(domain.routingKey(name)))
    assert.ok(accounts.length <= 40, `${accounts.length} are held`)
    assert.deepEqual([store.count(), store.usage().operators], [accounts.length, 2])
    await store.close()
  })

  test('the kernel was asked to sync before each acknowledgement', {
    skip: !hasStrace() && 'strace is not there, or may not trace; group-commit.test.ts counts the synced batches',
  }, async () => {
    const trace = join(directory, 'trace')
    const traced = ['-f', '-o', trace, '-e', 'trace=fdatasync,write', process.execPath]
    const puts = [CHILD, join(directory, 'traced'), recordsFile, '0', '20', '1']
    assert.equal(spawnSync('strace', [...traced, ...puts]).status, 0)
    const events = (await readFile(trace, 'utf8')).split('\n').flatMap((line) => {
      if (/fdatasync(\(| resumed).*= 0/.test(line)) return ['sync']
      return /write\(1, "\d+\\n"/.test(line) ? ['acknowledgement'] : []
    })
    const acknowledgements = events.flatMap((event, index) => (event === 'acknowledgement' ? [index] : []))
    assert.equal(acknowledgements.length, 20)
    for (const index of acknowledgements) assert.equal(events[index - 1], 'sync')
  })
})
