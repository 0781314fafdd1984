import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { cleanEnvironment, PROGRAM, temporaryDirectory } from './command.ts'

const tmp = await temporaryDirectory()
after(() => tmp.remove())
const { href: processEnd } = new URL('../../src/cli/process-end.ts', import.meta.url)
const { href: childProcess } = new URL('../../src/testnet/child-process.ts', import.meta.url)

/** A process that runs this text, which may import; `said` is what it wrote to stderr so far. */
function script(text: string, args: string[] = []) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text, ...args], { stdio: 'pipe' })
  const said = { text: '' }
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    said.text += more
  })
  return { child, said }
}

const watching = `
  import { watchProcessEnd } from '${processEnd}'
  const { signal } = watchProcessEnd()
  const work = setInterval(() => {}, 1000)
  signal.addEventListener('abort', () => { clearInterval(work); process.stderr.write('stopped in order') })
`

const posixOnly = { skip: process.platform === 'win32' ? 'Windows has no signals' : false }

describe('a command', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`stops in order at ${signal}`, posixOnly, async () => {
      const { child, said } = script(`${watching}; console.log('ready')`)
      await once(child.stdout, 'data')
      child.kill(signal)
      const [status] = await once(child, 'close')
      assert.deepEqual([status, said.text], [0, 'stopped in order'])
    })
  }

  it('is not cut short when the terminal and then its parent tell it to stop', posixOnly, async () => {
    const slow = `${watching}; signal.addEventListener('abort', () => { console.log('draining'); setTimeout(() => {}, 200) })`
    const { child } = script(`${slow}; console.log('ready')`)
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'close'), [0, null])
  })

  it('ends at once at the second Ctrl-C', posixOnly, async () => {
    const { child } = script(
      `${watching}; signal.addEventListener('abort', () => { console.log('draining'); setTimeout(() => {}, 60000) }); console.log('ready')`,
    )
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'close'), [null, 'SIGINT'])
  })

  it('stops in order, without a word of EPIPE, when nobody reads it any more', async () => {
    const { child, said } = script(`${watching}; setInterval(() => console.log('more'), 5).unref()`)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const [status] = await once(child, 'close')
    assert.deepEqual([status, said.text], [0, 'stopped in order'])
  })

  it('says no word of EPIPE when nobody reads its help', async () => {
    const child = spawn(process.execPath, [PROGRAM, '--help'], { stdio: 'pipe', env: cleanEnvironment() })
    child.stdout.destroy()
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    assert.deepEqual([...(await once(child, 'close')), said], [EXIT.ok, null, ''])
  })

  it('stops when the process that started it is killed', posixOnly, async () => {
    const { child } = script(
      `import { startJsonProcess } from '${childProcess}'
       import { writeFileSync } from 'node:fs'
       const file = process.argv[1]
       writeFileSync(file, ${JSON.stringify(`${watching}; console.log('{"ready":true}')`)})
       const inner = startJsonProcess(file, [])
       await inner.waitFor(() => true)
       console.log(inner.pid)`,
      [join(tmp.path, 'inner.mjs')],
    )
    const [pid] = await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await gone(Number(pid))
  })

  it('stops when npm kills only the shell that it started the command in', posixOnly, async () => {
    const script = ['--input-type=module', '--eval', `${watching}; console.log(process.pid)`]
    // As npm does it. The second command keeps the shell from becoming the first.
    const shell = spawn('sh', ['-c', '"$0" "$@"; true', process.execPath, ...script], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...cleanEnvironment(), npm_lifecycle_script: 'node bin/openpeer.js dev' },
    })
    const [pid] = await once(shell.stdout, 'data')
    shell.kill('SIGTERM')
    await once(shell, 'exit')
    await gone(Number(pid))
  })

  for (const [how, group] of [
    ['by its parent', false],
    ['by the terminal, which tells all that it has started too', true],
  ] as const) {
    it(`stops what it has started, when it is told to stop while it starts, ${how}`, linuxOnly(), async () => {
      const directory = join(tmp.path, `dev-${group}`)
      const args = [PROGRAM, 'dev', '--data-dir', directory, '--json']
      const dev = spawn(process.execPath, args, {
        stdio: ['ignore', 'pipe', 'ignore'],
        env: cleanEnvironment(),
        detached: group,
      })
      let said = ''
      dev.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      const children = await untilSome(() => processesWith(`${directory}/operators`))
      process.kill(group ? -(dev.pid ?? 0) : (dev.pid ?? 0), group ? 'SIGINT' : 'SIGTERM')
      assert.deepEqual([...(await once(dev, 'close')), said], [EXIT.stopped, null, ''])
      assert.ok(children.length > 0)
      assert.deepEqual(await processesWith(directory), [])
      assert.ok(!(await readdir(directory)).includes('dev-network.json'))
    })
  }
})

function linuxOnly() {
  return { skip: process.platform === 'linux' ? false : 'finds processes in /proc' }
}

/** The ids of the processes whose command line has this text in it. */
async function processesWith(text: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        const line = await readFile(`/proc/${id}/cmdline`, 'utf8')
        await readlink(`/proc/${id}/exe`) // a zombie has none
        return line.includes(text) ? [Number(id)] : []
      } catch {
        return [] // it has ended meanwhile
      }
    }),
  )
  return found.flat()
}

async function untilSome<T>(look: () => Promise<T[]>): Promise<T[]> {
  for (let tries = 0; tries < 500; tries++) {
    const found = await look()
    if (found.length > 0) return found
    await setTimeout(10)
  }
  throw new Error('nothing came')
}

/** Resolves when there is no such process any more; one that only waits to be counted (a zombie) is none. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      process.kill(pid, 0)
      if (process.platform === 'linux') await readlink(`/proc/${pid}/exe`)
    } catch {
      return
    }
    await setTimeout(10)
  }
  process.kill(pid, 'SIGKILL')
  throw new Error(`process ${pid} goes on`)
}
