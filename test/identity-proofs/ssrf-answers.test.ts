import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, afterEach, before, test } from 'node:test'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createCertificateAuthority } from '../../src/testnet/certificate-authority.ts'
import { type DevOutside, startDevOutside } from '../../src/testnet/dev-outside.ts'

/** A host that speaks TLS and then whatever the test says: what no HTTP server would send. */
let world: DevOutside
let server: Server
let outside: Outside
let speak: (socket: TLSSocket) => void
const open = new Set<TLSSocket>()

before(async () => {
  world = await startDevOutside({ domains: ['evil.test', 'elsewhere.test'] })
  const { cert, key } = world.tls('evil.test')
  server = createServer({ cert, key }, (socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.once('data', () => speak(socket))
  })
  await once(server.listen(world.httpsPort('evil.test'), '127.0.0.1'), 'listening')
  outside = createOutside({ dev: world.devNetwork })
})
afterEach(() => {
  for (const socket of open) socket.destroy()
})
after(async () => {
  server.close()
  await outside.stop?.()
  await world.stop()
})

const fails = (code: string, options: { timeoutMs?: number } = {}) =>
  assert.rejects(outside.fetchText('https://evil.test/', options), { code })
/** Writes the same again for as long as the other side takes it. */
function endlessly(socket: TLSSocket, piece: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', more)
  more()
}

test('endless headers, one endless header; an endless status line lasts as long as the time', async () => {
  for (const piece of ['x-filler: 0123456789012345678901234567890123456789\r\n', '0123456789'.repeat(100)]) {
    speak = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-filler: ')
      endlessly(socket, piece)
    }
    await fails('FETCH_FAILED')
  }
  speak = (socket) => endlessly(socket, 'HTTP/1.1 200 '.repeat(10))
  await fails('TIMEOUT', { timeoutMs: 200 })
})

test('an endless body, with and without a length, and chunks without an end', async () => {
  for (const head of ['', 'content-length: 99999999999\r\n']) {
    speak = (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n`)
      endlessly(socket, 'x'.repeat(10_000))
    }
    await fails('FETCH_FAILED')
  }
  speak = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    endlessly(socket, `400\r\n${'x'.repeat(1024)}\r\n`)
  }
  await fails('FETCH_FAILED')
})

test('bombs: gzip, deflate, brotli, and one inside another', async () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024)
  const bombs: [string, Buffer][] = [
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
  ]
  for (const [encoding, bomb] of bombs) {
    speak = (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.end(bomb)
    }
    await fails('FETCH_FAILED')
  }
})

test('a slow drip, of headers and of body, ends with the time', async () => {
  for (const head of ['HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\n\r\n']) {
    speak = (socket) => {
      socket.write(head)
      const drip = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(drip))
    }
    await fails('TIMEOUT', { timeoutMs: 200 })
  }
})

test('redirects of every kind, wherever they lead', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    for (const to of [
      'https://127.0.0.1/',
      'http://169.254.169.254/latest/',
      'https://evil.test/',
      '//[::1]/',
      'file:///etc/passwd',
    ]) {
      speak = (socket) => socket.end(`HTTP/1.1 ${status} Found\r\nlocation: ${to}\r\ncontent-length: 0\r\n\r\n`)
      await fails('FETCH_FAILED')
    }
  }
  speak = (socket) => socket.end('HTTP/1.1 200 OK\r\nrefresh: 0; url=https://127.0.0.1/\r\ncontent-length: 2\r\n\r\nok')
  assert.equal((await outside.fetchText('https://evil.test/')).text, 'ok')
})

test('what is no HTTP, and a host that hangs up', async () => {
  for (const answer of ['SSH-2.0-OpenSSH_9.6\r\n', '\0'.repeat(100), 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n', '']) {
    speak = (socket) => socket.end(answer)
    await fails('FETCH_FAILED')
  }
})

test('a certificate of another authority, or for another name', async () => {
  const other = await createCertificateAuthority()
  const wrong = [await other.issue(['evil.test']), world.tls('elsewhere.test')]
  for (const { cert, key } of wrong) {
    server.setSecureContext({ cert, key })
    await fails('FETCH_FAILED')
  }
  const { cert, key } = world.tls('evil.test')
  server.setSecureContext({ cert, key })
  speak = (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
  assert.equal((await outside.fetchText('https://evil.test/')).text, 'ok')
})
