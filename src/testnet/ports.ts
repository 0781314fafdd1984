import { createServer } from 'node:net'

// Below the range from which Linux, macOS and Windows take ports for outgoing connections, so that a port found
// free here is not given away before its process listens on it.
const FIRST = 20_000
const COUNT = 12_000

let next = (process.pid * 97) % COUNT

/** Ports of 127.0.0.1 that are free for TCP now: for configurations that must name a port before a process listens. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = []
  for (let tries = 0; found.length < count && tries < COUNT; tries++) {
    const port = FIRST + next
    next = (next + 1) % COUNT
    if (await isFree(port)) found.push(port)
  }
  return found
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
