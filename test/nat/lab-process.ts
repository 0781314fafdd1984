import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const WAIT_TIMEOUT_MS = 30_000

/** What a process of the lab says: an `event`, and what belongs to it. */
export type Said = { event: string } & Record<string, unknown>

/** A program of ours in a namespace, which is told what to do and says what happened. It ends with this process. */
export interface LabProcess extends AsyncDisposable {
  tell(what: { do: string } & Record<string, unknown>): void
  /** The first of these events that was not handed out yet; fails after 30 s, and when the process ends. */
  waitFor(event: string): Promise<Said>
}

/** Starts a program of this directory in a namespace. It reads its settings as JSON from its first argument. */
export function startIn(namespace: string, program: string, settings: Record<string, unknown>): LabProcess {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = fork(path, [JSON.stringify(settings)], {
    execPath: 'ip',
    execArgv: ['netns', 'exec', namespace, process.execPath],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const said: Said[] = []
  const events = new EventTarget()
  const changed = () => events.dispatchEvent(new Event('change'))
  let errorText = ''
  let isOver = false
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    errorText += text
  })
  child.on('message', (message) => {
    said.push(message as Said)
    changed()
  })
  const ended = once(child, 'close').then(() => {
    isOver = true
    changed()
  })

  return {
    tell: (what) => void child.send(what),
    waitFor: (event) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => finish(() => reject(failed(`did not say "${event}" in time`))), WAIT_TIMEOUT_MS)
        const finish = (act: () => void) => {
          clearTimeout(timer)
          events.removeEventListener('change', look)
          act()
        }
        const look = () => {
          const index = said.findIndex((one) => one.event === event)
          const found = said[index]
          if (found !== undefined) {
            said.splice(index, 1)
            finish(() => resolve(found))
          } else if (isOver) finish(() => reject(failed(`ended before it said "${event}"`)))
        }
        events.addEventListener('change', look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }

  function failed(what: string): Error {
    return new Error(`${program} ${what}. Else it said: ${JSON.stringify(said)}\n${errorText}`)
  }
}
