import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { knownCode, OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'

const READY_TIMEOUT_MS = 90_000
const STOP_TIMEOUT_MS = 10_000
const KEPT_ERROR_CHARACTERS = 16_384

/** A process of ours that speaks JSON lines on stdout. */
export interface JsonProcess {
  readonly pid: number
  /** True until the process has ended. */
  readonly running: boolean
  /** Resolves when it has ended and all that it said was read. Never rejects. */
  readonly ended: Promise<void>
  /**
   * The first line from now on, or kept from before, that `wanted` accepts. Lines are handed out once. Throws TIMEOUT
   * (90 s unless given, or the process ended without saying it), ABORTED.
   */
  waitFor(
    wanted: (line: JsonLine) => boolean,
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<JsonLine>
  /** Sends one line to its stdin. */
  send(line: string): void
  /** SIGTERM, then SIGKILL after 10 s; resolves when it has ended. */
  stop(): Promise<void>
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>
}

export type JsonLine = Record<string, unknown>

export interface JsonProcessOptions {
  /** Beside those of this process; `undefined` takes one away. */
  env?: Record<string, string | undefined>
  cwd?: string
}

/**
 * Starts a Node.js program with this Node.js. What it writes to stderr is kept for error messages. A command of ours
 * ends by itself when this process is gone, however it died: it sees its channel close.
 */
export function startJsonProcess(
  program: string,
  args: readonly string[],
  options: JsonProcessOptions = {},
): JsonProcess {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const { stdin, stdout, stderr } = child as ChildProcessByStdio<Writable, Readable, Readable>
  const lines: JsonLine[] = []
  const listeners = new Set<() => void>()
  let errorText = ''
  let isOver = false
  const wake = () => {
    for (const listener of [...listeners]) listener()
  }
  const keep = (text: string) => {
    errorText = (errorText + text).slice(-KEPT_ERROR_CHARACTERS)
  }
  stderr.setEncoding('utf8').on('data', keep)
  child.on('error', (error) => keep(error.message)) // it could not be started
  const reader = createInterface({ input: stdout })
  reader.on('line', (text) => {
    const line = parseLine(text)
    if (line !== null) lines.push(line)
    wake()
  })
  const closed = (what: EventEmitter) => new Promise<void>((resolve) => what.once('close', () => resolve()))
  const ended = Promise.all([closed(child), closed(reader)]).then(() => {
    isOver = true
    wake()
  })
  stdin.on('error', () => {}) // it may end while a line is on its way; `running` says so

  return {
    pid: child.pid ?? -1,
    get running() {
      return !isOver && child.exitCode === null && child.signalCode === null
    },
    ended,
    waitFor(wanted, { timeoutMs = READY_TIMEOUT_MS, signal } = {}) {
      return new Promise((resolve, reject) => {
        const limit = AbortSignal.any([timeoutSignal(timeoutMs), ...(signal === undefined ? [] : [signal])])
        const finish = (act: () => void) => {
          listeners.delete(look)
          limit.removeEventListener('abort', onLimit)
          act()
        }
        const onLimit = () =>
          finish(() => reject(signal?.aborted ? stopped() : failed('did not say what was waited for in time')))
        const look = () => {
          const index = lines.findIndex(wanted)
          const line = lines[index]
          if (line !== undefined) {
            lines.splice(index, 1)
            finish(() => resolve(line))
          } else if (isOver) finish(() => reject(failed('ended')))
        }
        listeners.add(look)
        limit.addEventListener('abort', onLimit, { once: true })
        if (limit.aborted) onLimit()
        else look()
      })
    },
    send: (line) => void stdin.write(`${line}\n`),
    async stop() {
      await end(child, 'SIGTERM', ended)
    },
    async kill() {
      await end(child, 'SIGKILL', ended)
    },
  }

  function stopped(): OpenPeerError {
    return new OpenPeerError('ABORTED', `Waiting for "${[program, ...args].join(' ')}" was cancelled.`)
  }

  function failed(what: string): OpenPeerError {
    const said = lines.map((line) => JSON.stringify(line)).join('\n')
    return new OpenPeerError('TIMEOUT', `"${[program, ...args].join(' ')}" ${what}. It said:\n${said}\n${errorText}`)
  }
}

/**
 * Waits until a command of ours says that it is ready, and gives that line. When it says that it failed, throws an
 * error with its code; else as `waitFor`.
 */
export async function untilReady(child: JsonProcess, what: string, signal?: AbortSignal): Promise<JsonLine> {
  const wanted = (line: JsonLine) => line.event === 'ready' || line.error !== undefined
  const line = await child.waitFor(wanted, signal === undefined ? {} : { signal })
  if (line.error === undefined) return line
  const { code, message } = line.error as { code: string; message: string }
  throw new OpenPeerError(knownCode(code), `${what} did not start: ${message}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}

function parseLine(text: string): JsonLine | null {
  try {
    return JSON.parse(text) as JsonLine
  } catch {
    return null // not ours: a warning of the runtime, say
  }
}
