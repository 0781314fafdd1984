import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateText } from '../mutate-text.ts'
import { bytesText, pack, textBytes, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { Broken, type Outcome, type Target } from '../target.ts'
import { hostileStun } from '../targets/datagrams.ts'
import { hostilePath, METHODS } from '../targets/http-routes.ts'

const ANSWER_TIMEOUT_MS = 8_000
/** Behind bytes that no server can make sense of. */
const PATIENCE_MS = 50
const HEADERS = [
  'Host: b.example',
  'Host: [::',
  'Host: a:b:c',
  'Content-Length: 5',
  'Content-Length: -1',
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  'Upgrade: websocket',
  'Connection: upgrade',
  'If-None-Match: *',
  'Range: bytes=0-',
  'X: ',
]

function hostileHttp(random: Random): string {
  const headers = Array.from({ length: 1 + random.below(4) }, () => random.pick(HEADERS))
  const version = random.oneIn(20) ? random.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '']) : 'HTTP/1.1'
  const head = [
    `${random.pick(METHODS)} ${hostilePath(random)} ${version}`,
    ...headers,
    'Connection: close',
    '',
    '',
  ].join('\r\n')
  return random.oneIn(3) ? mutateText(head, random) : head
}

/** Requests over sockets of their own, whole and broken. An input is what is written, UTF-16. */
export function httpTarget(url: string): Target {
  const { port } = new URL(url)
  const runOne = async (input: Uint8Array): Promise<Outcome> => {
    const text = bytesText(input)
    const answer = await exchange(Number(port), Buffer.from(text, 'utf8'), { half: true, timeoutMs: ANSWER_TIMEOUT_MS })
    if (answer === 'silent') return new Broken('no answer and no end in time')
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
    if (status === undefined) return answer === '' ? 'closed' : new Broken(`no HTTP: ${answer.slice(0, 80)}`)
    return status === '500' ? new Broken(answer) : status
  }
  return {
    name: 'socket-http',
    weight: 1,
    batch: 32,
    generate: (random) => textBytes(hostileHttp(random)),
    run: (inputs) => Promise.all(inputs.map(runOne)),
  }
}

const TCP_OPENINGS = [
  '/multistream/1.0.0\n',
  '\x13/multistream/1.0.0\n\x07/noise\n',
  'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
  '\x16\x03\x01\x00',
]

/** What comes before any protocol: bytes on the libp2p and WebSocket ports. An input is what is written. */
export function portTarget(addresses: readonly string[]): Target {
  const ports = [...new Set(addresses.flatMap((address) => /\/tcp\/(\d+)/.exec(address)?.[1] ?? []))].map(Number)
  return {
    name: 'socket-port',
    weight: 0.5,
    batch: 16,
    generate(random) {
      const opening = Buffer.from(random.pick(TCP_OPENINGS), 'latin1')
      const bytes = random.oneIn(3) ? random.bytes(random.below(600)) : mutateBytes(opening, random)
      return pack(Uint8Array.of(random.below(ports.length)), bytes)
    },
    run: (inputs) =>
      Promise.all(
        inputs.map(async (input) => {
          const [[at = 0] = [], bytes = input] = unpack(input)
          const answer = await exchange(ports[at] ?? 0, bytes, { half: false, timeoutMs: PATIENCE_MS })
          return answer === 'silent' ? 'open' : answer === '' ? 'closed' : 'answered'
        }),
      ),
  }
}

/** What comes back until the other side closes; 'silent' when it does not in time. */
function exchange(
  port: number,
  bytes: Uint8Array,
  { half, timeoutMs }: { half: boolean; timeoutMs: number },
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: half })
    let answer = ''
    const timer = setTimeout(() => {
      resolve('silent')
      socket.destroy()
    }, timeoutMs)
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      if (answer.length < 4_096) answer += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
    if (half) socket.end(bytes)
    else socket.write(bytes)
  })
}

/** Datagrams to the STUN responder; behind each batch an honest request, which must be answered. */
export function stunTarget(address: { host: string; port: number }): Target {
  return {
    name: 'socket-stun',
    weight: 1,
    batch: 64,
    generate: hostileStun,
    async run(inputs) {
      const socket = createSocket('udp4')
      let answers = 0
      const honest = Promise.withResolvers<void>()
      socket.on('message', (bytes) => {
        answers++
        if (bytes.subarray(8, 20).every((byte) => byte === 0xee)) honest.resolve()
      })
      try {
        await once(socket.bind(0, '127.0.0.1'), 'listening')
        for (const input of inputs) socket.send(input, address.port, address.host)
        const late = delay(ANSWER_TIMEOUT_MS, 'late', { ref: false })
        // UDP may lose the one that counts.
        const asking = setInterval(() => socket.send(honestRequest(), address.port, address.host), 20)
        const end = await Promise.race([honest.promise, late])
        clearInterval(asking)
        if (end === 'late') return [new Broken('an honest request had no answer', { byBatch: true })]
        return inputs.map(() => (answers > inputs.length + 5 ? 'answered twice' : 'sent'))
      } finally {
        socket.close()
      }
    },
  }
}

function honestRequest(): Buffer {
  return Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), Buffer.alloc(12, 0xee)])
}
