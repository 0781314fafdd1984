import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Footprint, Report } from './watch-process.ts'

const READY_TIMEOUT_MS = 30_000
const ANSWER_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 5_000
const KEPT_ERROR_CHARACTERS = 8_192

/** A process under test, as its parent sees it. */
export interface WatchedChild<Ready> {
  readonly ready: Ready
  readonly pid: number
  /** What nobody in it caught since the last call; that it ended, once it has; that it does not answer. */
  takeFaults(): Promise<string[]>
  /** Throws Error when it does not answer in time. */
  footprint(): Promise<Footprint>
  /** A word to the program. */
  send(order: string): void
  /** A question, which the program answers with a word; one at a time. Throws Error when it does not in time. */
  ask(question: string): Promise<string>
  stop(): Promise<void>
}

/** Forks a program that calls `watchThisProcess`, and waits until it is up. Throws Error when it does not come up. */
export async function startWatched<Ready>(program: URL, args: readonly string[]): Promise<WatchedChild<Ready>> {
  const child = fork(program, args, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const faults: string[] = []
  let errorText = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errorText = (errorText + text).slice(-KEPT_ERROR_CHARACTERS)
  })
  child.on('message', (report: Report) => {
    if (report.event === 'fault') faults.push(report.what)
  })
  // What is sent to a process that is ending is lost, and its end is told.
  child.on('error', () => {})
  let isStopping = false
  child.on('exit', (code, signal) => {
    if (!isStopping) faults.push(`the process ended (${signal ?? code}): ${errorText}`)
  })
  try {
    const ready = await nextReport(child, 'ready', READY_TIMEOUT_MS)
    return {
      ready: ready.ready as Ready,
      pid: child.pid ?? -1,
      async takeFaults() {
        if (isUp(child)) {
          const answer = nextReport(child, 'here', ANSWER_TIMEOUT_MS)
          child.send('here?')
          await answer.catch((error: unknown) => faults.push(`the process does not answer: ${error}`))
        }
        return faults.splice(0)
      },
      async footprint() {
        const answer = nextReport(child, 'footprint', ANSWER_TIMEOUT_MS)
        if (isUp(child)) child.send('footprint')
        return (await answer).footprint
      },
      send: (order) => void (isUp(child) && child.send(order)),
      async ask(question) {
        const answer = nextReport(child, 'answer', ANSWER_TIMEOUT_MS)
        if (isUp(child)) child.send(`?${question}`)
        return (await answer).word
      },
      async stop() {
        isStopping = true
        await stopChild(child)
      },
    }
  } catch (cause) {
    isStopping = true
    await stopChild(child)
    throw new Error(`${program.pathname} did not come up: ${errorText}`, { cause })
  }
}

/** The next report of this kind. Rejects with Error when the process ends first, or says nothing in time. */
function nextReport<E extends Report['event']>(
  child: ChildProcess,
  event: E,
  timeoutMs: number,
): Promise<Extract<Report, { event: E }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<Report, { event: E }>>()
  // One listener for all: two reports may arrive in one turn, and the second is not to be missed.
  const onReport = (report: Report) => {
    if (report.event === event) resolve(report as Extract<Report, { event: E }>)
  }
  const onExit = () => reject(new Error('the process ended'))
  const timer = setTimeout(() => reject(new Error(`no "${event}" in ${timeoutMs} ms`)), timeoutMs)
  child.on('message', onReport)
  child.once('exit', onExit)
  return promise.finally(() => {
    clearTimeout(timer)
    child.off('message', onReport)
    child.off('exit', onExit)
  })
}

/** Its channel closes later than it ends. */
function isUp(child: ChildProcess): boolean {
  return child.connected && child.exitCode === null && child.signalCode === null
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await over
  clearTimeout(timer)
}
