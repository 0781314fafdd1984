import { connect } from 'node:net'
import { join } from 'node:path'

/** What a process holds when the garbage is gone, in bytes; its open handles by kind; what it has used of a processor. */
export interface Holding {
  heapBytes: number
  /** The part of the heap that is code (fuzz/sockets/code-bytes.ts). */
  codeBytes: number
  /** Outside V8's heap; array buffers included. */
  externalBytes: number
  arrayBufferBytes: number
  rssBytes: number
  handles: Record<string, number>
  cpuMs: number
}

const ANSWER_TIMEOUT_MS = 20_000

/** Asks the probe of a process; null when it does not answer, as one that was just killed. */
export async function readHolding(probes: string, pid: number): Promise<Holding | null> {
  const answer = await ask(probes, pid, 'holding')
  return answer === null ? null : (JSON.parse(answer) as Holding)
}

/** Makes a process write a heap snapshot into `file`; takes seconds, in which it does nothing else. */
export async function takeHeapSnapshot(probes: string, pid: number, file: string): Promise<void> {
  await ask(probes, pid, `snapshot ${file}`)
}

function ask(probes: string, pid: number, order: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(join(probes, `${pid}.sock`))
    let text = ''
    const timer = setTimeout(() => socket.destroy(), ANSWER_TIMEOUT_MS)
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text === '' ? null : text)
    })
    socket.write(order)
  })
}
