import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'

export interface Proxy {
  /** The address that leads through it. */
  address: Multiaddr
  /** Takes nothing more from either side and says nothing, as a network does that went away. */
  freeze(): void
  /** Cuts all connections. */
  cut(): void
  stop(): void
}

/** A TCP wire between a dialler and `target` that can fail. */
export async function startProxy(target: Multiaddr): Promise<Proxy> {
  const port = Number(target.getComponents().find(({ name }) => name === 'tcp')?.value)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = (server.address() as AddressInfo).port
  return {
    address: multiaddr(target.toString().replace(`/tcp/${port}`, `/tcp/${own}`)),
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
