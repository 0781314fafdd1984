import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type JsonProcess, startJsonProcess } from '../../src/testnet/child-process.ts'

const directory = await mkdtemp(join(tmpdir(), 'openpeer-child-'))
const running: JsonProcess[] = []
after(async () => {
  await Promise.all(running.map((child) => child.kill()))
  await rm(directory, { recursive: true })
})

/** A process that runs this text. */
async function program(text: string, args: string[] = []): Promise<JsonProcess> {
  const file = join(directory, `${running.length}.mjs`)
  await writeFile(file, text)
  const child = startJsonProcess(file, args)
  running.push(child)
  return child
}

const says = 'const say = (value) => process.stdout.write(JSON.stringify(value) + "\\n");'
const waits = 'setInterval(() => {}, 1000);'

describe('a process that speaks JSON lines', () => {
  it('hands out each line once, also those said before anybody waited', async () => {
    const child = await program(
      `${says} say({ n: 1 }); console.log("not JSON"); say({ n: 2 }); say({ n: 1, again: true })`,
    )
    await child.ended
    assert.deepEqual(await child.waitFor(({ n }) => n === 2), { n: 2 })
    assert.deepEqual(await child.waitFor(({ n }) => n === 1), { n: 1 })
    assert.deepEqual(await child.waitFor(({ n }) => n === 1), { n: 1, again: true })
    assert.equal(child.running, false)
  })

  it('hears what is sent to it', async () => {
    const child = await program(
      `${says} process.stdin.once("data", (d) => { say({ heard: String(d) }); process.exit() })`,
    )
    child.send('hello')
    assert.deepEqual(await child.waitFor(() => true), { heard: 'hello\n' })
  })

  it('that ends without saying it fails the wait at once, with what it said instead', async () => {
    const child = await program(`${says} say({ n: 1 }); throw new Error("I fell over")`)
    await assert.rejects(
      child.waitFor(({ n }) => n === 2),
      /ended.*"n":1.*I fell over/s,
    )
  })

  it('is waited for until the time is up or the caller is told to stop', async () => {
    const child = await program(waits)
    await assert.rejects(
      child.waitFor(() => true, { timeoutMs: 10 }),
      { code: 'TIMEOUT' },
    )
    const end = new AbortController()
    const waiting = child.waitFor(() => true, { signal: end.signal })
    end.abort()
    await assert.rejects(waiting, { code: 'ABORTED' })
    await assert.rejects(
      child.waitFor(() => true, { signal: end.signal }),
      { code: 'ABORTED' },
    )
    await child.stop()
    assert.equal(child.running, false)
  })

  it('that cannot be started is said, not thrown about', async () => {
    const child = startJsonProcess('x.mjs', [], { cwd: join(directory, 'no such place') })
    await assert.rejects(
      child.waitFor(() => true),
      /ENOENT/,
    )
    assert.equal(child.running, false)
    await child.stop()
  })
})
