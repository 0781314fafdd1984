import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { promises as dns } from 'node:dns'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { decode, encode } from 'dns-packet'
import { type DnsResponder, startDnsResponder } from '../../src/testnet/dns-responder.ts'

let responder: DnsResponder
const resolver = new dns.Resolver({ timeout: 200, tries: 1 })

before(async () => {
  responder = await startDnsResponder()
  resolver.setServers([responder.address])
})
after(() => responder.stop())

test('TXT records are answered, long ones in several strings', async () => {
  const long = 'x'.repeat(600)
  responder.setTxt('_openpeer.txt.test', ['openpeer=1', long])
  const found = await resolver.resolveTxt('_OpenPeer.TXT.test')
  assert.deepEqual(
    found.map((parts) => parts.join('')),
    ['openpeer=1', long],
  )
})

test('A and AAAA are answered, each to its own question', async () => {
  responder.setAddresses('host.test', ['192.0.2.1', '2001:db8::1'])
  assert.deepEqual(await resolver.resolve4('host.test'), ['192.0.2.1'])
  assert.deepEqual(await resolver.resolve6('host.test'), ['2001:db8::1'])
})

test('a name that is not there is NXDOMAIN; one with other records, or above one, is NODATA', async () => {
  responder.setTxt('_openpeer.above.test', ['x'])
  await assert.rejects(resolver.resolveTxt('nobody.test'), { code: 'ENOTFOUND' })
  await assert.rejects(resolver.resolve4('_openpeer.above.test'), { code: 'ENODATA' })
  await assert.rejects(resolver.resolveTxt('above.test'), { code: 'ENODATA' })
})

test('what is set takes the place of what was; nothing takes it away', async () => {
  responder.setTxt('changing.test', ['one', 'two'])
  responder.setTxt('changing.test', ['three'])
  assert.deepEqual(await resolver.resolveTxt('changing.test'), [['three']])
  responder.setTxt('changing.test', [])
  await assert.rejects(resolver.resolveTxt('changing.test'), { code: 'ENOTFOUND' })
})

test('an answer too long for UDP is truncated and complete over TCP', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `${index} `.padEnd(200, 'y'))
  responder.setTxt('large.test', texts)
  const query = encode({ type: 'query', id: 7, questions: [{ type: 'TXT', name: 'large.test' }] })
  const socket = createSocket('udp4')
  const port = Number(responder.address.split(':')[1])
  socket.send(query, port, '127.0.0.1')
  const [reply] = (await once(socket, 'message')) as [Buffer]
  socket.close()
  assert.equal(decode(reply).flag_tc, true)
  assert.equal(decode(reply).answers?.length, 0)
  const found = await resolver.resolveTxt('large.test')
  assert.deepEqual(found.flat().sort(), texts.sort())
})

test('a failing name says SERVFAIL or nothing, and can be healed', async () => {
  responder.setTxt('ill.test', ['x'])
  responder.setFailure('ill.test', 'servfail')
  await assert.rejects(resolver.resolveTxt('ill.test'), { code: 'ESERVFAIL' })
  responder.setFailure('ill.test', 'silent')
  await assert.rejects(resolver.resolveTxt('ill.test'), { code: 'ETIMEOUT' })
  responder.setFailure('ill.test', null)
  assert.deepEqual(await resolver.resolveTxt('ill.test'), [['x']])
})

test('garbage over UDP and TCP is not answered and does not stop it', async () => {
  const port = Number(responder.address.split(':')[1])
  const socket = createSocket('udp4')
  await new Promise((sent) => socket.send(Buffer.from('not dns'), port, '127.0.0.1', sent))
  socket.close()
  const stream = connect(port, '127.0.0.1')
  stream.write(Buffer.from([0xff, 0xff, 1, 2, 3]))
  await once(stream, 'close')
  responder.setTxt('alive.test', ['yes'])
  assert.deepEqual(await resolver.resolveTxt('alive.test'), [['yes']])
})
