import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PROGRAM = join(import.meta.dirname, '../../bin/openpeer.js')
/** No command takes this long, also on a busy machine. */
const TIMEOUT_MS = 60_000

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
  /** From its last word on stdout to its end. */
  lingeredMs: number
}

export interface RunOptions {
  env?: Record<string, string>
  /** What is typed; stdin then ends. */
  input?: string
  cwd?: string
}

/** Runs one openpeer command to its end, without the settings of whoever runs the tests. */
export async function openpeer(args: string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: 'pipe',
    timeout: TIMEOUT_MS,
    env: { ...cleanEnvironment(), ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const ended: Ended = { status: null, signal: null, out: '', err: '', lingeredMs: 0 }
  let saidAt = performance.now()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ended.out += text
    saidAt = performance.now()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ended.err += text
  })
  child.stdin.end(options.input ?? '')
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { ...ended, status, signal, lingeredMs: performance.now() - saidAt }
}

/** Ours, without what would be taken for settings. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(OPENPEER_|NODE_)/.test(name))
  return { ...(Object.fromEntries(kept) as Record<string, string>), HOME: join(tmpdir(), 'openpeer-nobody') }
}

/** A new directory for one test file. */
export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'openpeer-cli-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
