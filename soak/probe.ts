// Loaded into every process of a soak (NODE_OPTIONS=--import): answers on a socket file named after the process id what the
// process holds, so that the programs themselves stay as they are. Its own handle is always the same one.
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { writeHeapSnapshot } from 'node:v8'
import { codeBytes } from '../fuzz/sockets/code-bytes.ts'
import type { Holding } from './holding.ts'

const directory = process.env.OPENPEER_SOAK_PROBES
if (directory !== undefined) {
  const server = createServer((socket) => {
    socket.unref()
    socket.on('error', () => {})
    socket.once('data', (order) => void answer(socket, order.toString()))
  })
  server.listen(join(directory, `${process.pid}.sock`))
  server.unref()
}

async function answer(socket: Socket, order: string): Promise<void> {
  if (order.startsWith('snapshot ')) {
    socket.end(writeHeapSnapshot(order.slice('snapshot '.length)))
    return
  }
  // Twice, with a turn between: finalizers of the first run free what the second one collects.
  for (let times = 0; times < 2; times++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const handles: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1
  const holding: Holding = {
    heapBytes: heapUsed,
    codeBytes: codeBytes(),
    externalBytes: external,
    arrayBufferBytes: arrayBuffers,
    rssBytes: rss,
    handles,
    cpuMs: (user + system) / 1_000,
  }
  socket.end(JSON.stringify(holding))
}
