import { AsyncLocalStorage } from 'node:async_hooks'
import { Socket as UdpSocket } from 'node:dgram'
import { promises } from 'node:dns'
import { Server, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Recording } from './recording.ts'
import { replaceMethod } from './replace-method.ts'

/** Runs somebody's code with an IP address of its own: whatever it connects to sees that address. */
export const asHost = new AsyncLocalStorage<string>()

type Push = (chunk: Uint8Array | null, encoding?: string) => boolean
type Emit = (...given: unknown[]) => boolean
type Connect = (...given: unknown[]) => Socket
type SetServers = (servers: readonly string[]) => void

/** Records what comes in by TCP, TLS and UDP, and lets what goes out leave from the address of `asHost`. The result ends it. */
export function tapSockets(recording: Recording): () => void {
  /** A plain socket is a wire; a TLS socket gives what it decrypted. */
  const push = (original: Push): Push =>
    function (this: Socket, chunk, encoding) {
      const { localAddress: to = '', remoteAddress: from = '' } = this
      if (chunk !== null) {
        const bytes = Uint8Array.from(chunk)
        if (this instanceof TLSSocket) recording.add({ party: to, from, how: 'tls', protocol: '', bytes })
        else recording.seen.push({ from, to, bytes })
      }
      return original.call(this, chunk, encoding)
    }

  const accept = (original: Emit): Emit =>
    function (this: Server, event, socket, ...rest) {
      if (event === 'connection' && socket instanceof Socket && !(socket instanceof TLSSocket)) {
        const { localAddress: party = '', remoteAddress: from = '' } = socket
        recording.add({ party, from, how: 'connection', protocol: 'tcp', bytes: Buffer.from(from) })
      }
      return original.call(this, event, socket, ...rest)
    }

  const datagram = (original: Emit): Emit =>
    function (this: UdpSocket, event, message, remote, ...rest) {
      if (event === 'message') {
        const { address: to, port } = this.address()
        const { address: from } = remote as { address: string }
        const [party, bytes] = [`${to}:${port}`, Uint8Array.from(message as Uint8Array)]
        recording.seen.push({ from, to, bytes })
        recording.add({ party, from, how: 'connection', protocol: 'udp', bytes: Buffer.from(from) })
        recording.add({ party, from, how: 'udp', protocol: '', bytes })
      }
      return original.call(this, event, message, remote, ...rest)
    }

  const connect = (original: Connect): Connect =>
    function (this: Socket, ...given) {
      const [first] = given
      // Some callers inside Node.js hand over their arguments as one list.
      const options = (Array.isArray(first) ? first[0] : first) as { localAddress?: string | undefined } | null
      if (typeof options === 'object' && options !== null) options.localAddress ??= asHost.getStore()
      return original.apply(this, given)
    }

  const setServers = (original: SetServers): SetServers =>
    function (this: promises.Resolver, servers) {
      const address = asHost.getStore()
      if (address !== undefined) this.setLocalAddress(address)
      original.call(this, servers)
    }

  const undo = [
    replaceMethod(Socket.prototype as unknown as { push: Push }, 'push', push),
    replaceMethod(Socket.prototype as unknown as { connect: Connect }, 'connect', connect),
    replaceMethod(Server.prototype as unknown as { emit: Emit }, 'emit', accept),
    replaceMethod(UdpSocket.prototype as unknown as { emit: Emit }, 'emit', datagram),
    replaceMethod(promises.Resolver.prototype as { setServers: SetServers }, 'setServers', setServers),
  ]
  return () => {
    for (const end of undo) end()
  }
}
