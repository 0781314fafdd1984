import assert from 'node:assert/strict'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { askStun, parseStunUri, readStunResponse, stunRequest } from '../../src/cli/doctor/ask-stun.ts'
import { startStun, stunResponse } from '../../src/node/stun.ts'

const sockets: Socket[] = []
after(() => {
  for (const socket of sockets) socket.close()
})
const never = { signal: new AbortController().signal }

/** Something on a UDP port that answers each datagram as told. */
async function responder(answer: (request: Uint8Array, from: RemoteInfo, count: number) => Uint8Array | null) {
  const socket = createSocket('udp4')
  sockets.push(socket)
  let count = 0
  socket.on('message', (request, from) => {
    count += 1
    const response = answer(request, from, count)
    if (response !== null) socket.send(response, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { host: '127.0.0.1', port: socket.address().port }
}

const answered = (request: Uint8Array, { address: host, port }: RemoteInfo) => stunResponse(request, { host, port })

describe('a STUN URI', () => {
  it('names host and port, 3478 unless said', () => {
    assert.deepEqual(parseStunUri('stun:a.example'), { host: 'a.example', port: 3478 })
    assert.deepEqual(parseStunUri('stun:192.0.2.1:99'), { host: '192.0.2.1', port: 99 })
    assert.deepEqual(parseStunUri('stun:[2001:db8::1]:99'), { host: '2001:db8::1', port: 99 })
  })

  it('is nothing else', () => {
    for (const uri of [
      '',
      'stun:',
      'stuns:a.example',
      'stun:a:0',
      'stun:a:65536',
      'stun:a/b',
      'stun:a?x',
      'stun:2001:db8::1',
    ])
      assert.equal(parseStunUri(uri), null, uri)
  })
})

describe('asking a STUN service', () => {
  it('says how it sees us', async () => {
    const stun = await startStun({ host: '127.0.0.1', port: 0 })
    const { host, port } = await askStun(stun.address, never)
    assert.equal(host, '127.0.0.1')
    assert.ok(port > 0)
    assert.equal(stun.answered(), 1)
    await stun.stop()
  })

  it('asks again when a datagram is lost', async () => {
    const lossy = await responder((request, from, count) => (count === 1 ? null : answered(request, from)))
    assert.equal((await askStun(lossy, never)).host, '127.0.0.1')
  })

  it('takes no answer to another transaction id, and says so', async () => {
    const mixedUp = await responder((request, from) => {
      const other = Uint8Array.from(request)
      other[19] = (other[19] ?? 0) ^ 1
      return answered(other, from)
    })
    await assert.rejects(askStun(mixedUp, { ...never, timeoutMs: 100 }), {
      code: 'UNREACHABLE',
      message: /transaction id/,
    })
  })

  it('ends when it is told to', async () => {
    const end = new AbortController()
    const silent = await responder(() => {
      end.abort()
      return null
    })
    await assert.rejects(askStun(silent, { signal: end.signal }), { code: 'ABORTED' })
    await assert.rejects(askStun(silent, { signal: AbortSignal.abort() }), { code: 'ABORTED' })
  })

  it('reads IPv6 addresses, and survives whatever comes', () => {
    const id = new Uint8Array(12).fill(7)
    const response = stunResponse(stunRequest(id), { host: '2001:db8::1', port: 4242 })
    assert.deepEqual(response && readStunResponse(response, id), { host: '2001:db8::1', port: 4242 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (tail) => {
        const bytes = new Uint8Array([...(response ?? []).slice(0, 20), ...tail])
        const read = readStunResponse(bytes, id)
        assert.ok(read === null || read.port <= 65_535)
      }),
    )
  })
})
