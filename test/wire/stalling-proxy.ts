import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Libp2p } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'

export interface StallingProxy extends AsyncDisposable {
  /** Leads to the host behind the proxy. */
  address: Multiaddr
  /** From now on nothing is forwarded on the connections that there are, and none of them is closed. */
  stall(): void
}

/** A network that can go silent without closing anything, as a pulled cable or a dead router does. */
export async function startStallingProxy(host: Libp2p): Promise<StallingProxy> {
  const [target] = host.getMultiaddrs()
  const port = Number(target?.getComponents().find((component) => component.name === 'tcp')?.value)
  const sockets = new Set<Socket>()
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => to.write(data))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: multiaddr(`/ip4/127.0.0.1/tcp/${(server.address() as AddressInfo).port}/p2p/${host.peerId}`),
    stall: () => {
      for (const socket of sockets) socket.pause()
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
