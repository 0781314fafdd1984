import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, Socket } from 'node:net'
import { after, before, mock, test } from 'node:test'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { type DnsResponder, startDnsResponder } from '../../src/testnet/dns-responder.ts'
import { SPECIAL_RANGES, SPELLINGS } from './ssrf-ranges.ts'

interface Attempt {
  host: string
  /** what the socket would connect to, if it asked */
  addresses: string[]
}

let dns: DnsResponder
let outside: Outside
/** Every TCP connection that anything in this process attempts; none of them is made. */
const attempts: Attempt[] = []
let onAttempt = () => {}

before(async () => {
  dns = await startDnsResponder()
  outside = createOutside({ dnsServers: [dns.address] })
  mock.method(Socket.prototype, 'connect', function connect(this: Socket, ...given: unknown[]) {
    const [options] = Array.isArray(given[0]) ? given[0] : given
    const attempt: Attempt = { host: options.host, addresses: [] }
    attempts.push(attempt)
    onAttempt()
    options.lookup?.(options.host, { all: true }, (_error: unknown, found: { address: string }[]) =>
      attempt.addresses.push(...found.map(({ address }) => address)),
    )
    queueMicrotask(() => this.destroy(new Error('no connection is made here')))
    return this
  })
})
after(async () => {
  mock.restoreAll()
  await outside.stop?.()
  await dns.stop()
})

const refused = (url: string) => assert.rejects(outside.fetchText(url), { code: 'ADDRESS_REFUSED' }, url)
const literal = (address: string) => (address.includes(':') ? `[${address}]` : address)

test('every special-purpose range, first and last address, as a literal and as what a name leads to', async () => {
  for (const [index, [, first, last]] of SPECIAL_RANGES.entries()) {
    for (const [end, address] of [first, last].entries()) {
      await refused(`https://${literal(address)}/`)
      const name = `r${index}-${end}.attacker.test`
      dns.setAddresses(name, [address])
      await refused(`https://${name}/`)
      // One public address beside it does not help.
      dns.setAddresses(name, ['93.184.216.34', address])
      await refused(`https://${name}/`)
    }
  }
  assert.deepEqual(attempts, [])
})

test('decimal, octal, hex, full-width and short spellings, trailing dots, local names', async () => {
  for (const host of SPELLINGS) await refused(`https://${host}/`)
  assert.deepEqual(attempts, [])
})

test('user names, passwords, other ports and other schemes', async () => {
  for (const url of [
    ...['https://user@a.test/', 'https://user:pw@a.test/', 'https://a.test@127.0.0.1/', 'https://a.test:8443/'],
    ...['https://a.test:22/', 'http://a.test/', 'ftp://a.test/', 'file:///etc/passwd', 'gopher://a.test/', 'data:,x'],
    ...['javascript:1', 'blob:https://a.test/1', 'ws://a.test/', 'https://127.0.0.1:0/'],
  ]) {
    await refused(url)
  }
  assert.deepEqual(attempts, [])
})

test('DNS that answers public and then private: the socket gets what was judged, and asks nobody again', async () => {
  dns.setAddresses('rebind.attacker.test', ['93.184.216.34'])
  onAttempt = () => dns.setAddresses('rebind.attacker.test', ['127.0.0.1', '::1'])
  await assert.rejects(outside.fetchText('https://rebind.attacker.test/'), { code: 'FETCH_FAILED' })
  onAttempt = () => {}
  const [attempt, ...more] = attempts.splice(0)
  assert.deepEqual(attempt, { host: 'rebind.attacker.test', addresses: ['93.184.216.34'] })
  assert.deepEqual(more, [])
  // And the next fetch judges anew.
  await refused('https://rebind.attacker.test/')
  assert.deepEqual(attempts, [])
})

test('a listener on this machine, at the port that would be asked, hears nothing', async (t) => {
  let heard = 0
  const server = createServer((socket) => {
    heard++
    socket.destroy()
  })
  const listening = once(server.listen(443, '127.0.0.1'), 'listening').then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? String(error),
  )
  const failure = await listening
  if (failure !== null) return t.skip(`port 443 cannot be listened on (${failure})`)
  mock.restoreAll()
  try {
    dns.setAddresses('here.attacker.test', ['127.0.0.1'])
    for (const host of ['127.0.0.1', '127.1', '[::ffff:127.0.0.1]', 'localhost', 'here.attacker.test', '0.0.0.0']) {
      await refused(`https://${host}/`)
    }
    assert.equal(heard, 0)
    // It would have heard: the same port, asked by this test itself.
    const socket = new Socket()
    await once(socket.connect(443, '127.0.0.1'), 'close')
    assert.equal(heard, 1)
  } finally {
    server.close()
    await once(server, 'close')
  }
})
