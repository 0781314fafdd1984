import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type DecodedPacket, decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet'
import { createZone, type Zone } from './dns-zone.ts'

export interface DnsResponder extends Zone {
  /** '127.0.0.1:port', as resolvers take it. UDP and TCP. */
  readonly address: string
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
const PLAIN_UDP_BYTES = 512
const MAX_QUERY_BYTES = 4096
const IDLE_MS = 5_000
const BIND_TRIES = 20

/**
 * A DNS server on loopback that is the authority for everything: TXT, A and AAAA as set, NODATA for a name of which
 * something else is known, NXDOMAIN for all others. An answer too long for UDP is truncated, and had over TCP.
 */
export async function startDnsResponder(): Promise<DnsResponder> {
  const zone = createZone()
  const { udp, tcp, port } = await bindBoth()
  const connections = new Set<Socket>()
  udp.on('message', (bytes, from) => {
    const query = readQuery(bytes)
    const answer = query === null ? null : answerUdp(zone, query)
    if (answer !== null) udp.send(answer, from.port, from.address)
  })
  tcp.on('connection', (socket) => {
    connections.add(socket.on('close', () => connections.delete(socket)))
    serveTcp(socket, zone)
  })
  return {
    ...zone,
    address: `${HOST}:${port}`,
    async stop() {
      const closed = [once(udp, 'close'), once(tcp, 'close')]
      udp.close()
      tcp.close()
      for (const socket of connections) socket.destroy()
      await Promise.all(closed)
    },
  }
}

/** One port for both, since a resolver asks again over TCP at the port it knows. */
async function bindBoth(): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (let tries = 1; ; tries++) {
    const tcp = createServer()
    await once(tcp.listen(0, HOST), 'listening')
    const { port } = tcp.address() as { port: number }
    const udp = createSocket('udp4')
    try {
      await once(udp.bind(port, HOST), 'listening')
      return { udp, tcp, port }
    } catch (error) {
      udp.close()
      tcp.close()
      if (tries === BIND_TRIES) throw error
    }
  }
}

function readQuery(bytes: Buffer): DecodedPacket | null {
  try {
    const query = decode(bytes)
    return query.type === 'query' && query.questions?.length === 1 ? query : null
  } catch {
    return null // not DNS: nobody to answer
  }
}

function answerUdp(zone: Zone, query: DecodedPacket): Buffer | null {
  const answer = zone.answer(query)
  if (answer === null) return null
  const bytes = encode(answer)
  if (bytes.length <= udpLimit(query)) return bytes
  return encode({ ...answer, answers: [], flags: (answer.flags ?? 0) | TRUNCATED_RESPONSE })
}

function udpLimit(query: Packet): number {
  const opt = query.additionals?.find((record) => record.type === 'OPT')
  return Math.max(PLAIN_UDP_BYTES, opt?.udpPayloadSize ?? 0)
}

function serveTcp(socket: Socket, zone: Zone): void {
  let received = Buffer.alloc(0)
  socket.setTimeout(IDLE_MS, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes])
    while (received.length >= 2) {
      const length = received.readUInt16BE(0)
      if (length > MAX_QUERY_BYTES) return void socket.destroy()
      if (received.length < 2 + length) return
      const query = readQuery(received.subarray(2, 2 + length))
      received = received.subarray(2 + length)
      const answer = query === null ? null : zone.answer(query)
      if (answer === null) continue
      const body = encode(answer)
      const head = Buffer.alloc(2)
      head.writeUInt16BE(body.length)
      socket.write(Buffer.concat([head, body]))
    }
  })
}
