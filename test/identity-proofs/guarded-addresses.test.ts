import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { after, before, test } from 'node:test'
import { createDns } from '../../src/identity-proofs/dns.node.ts'
import { guardedConnector, publicAddresses } from '../../src/identity-proofs/guarded-connector.node.ts'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import { type DevOutside, startDevOutside } from '../../src/testnet/dev-outside.ts'
import { startWebsite, type Website } from './fixtures/start-website.ts'

const BAD: Record<string, string[]> = {
  'loopback.test': ['127.0.0.1'],
  'private.test': ['192.168.0.1'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'six.test': ['::1'],
  'one-good-one-bad.test': ['93.184.216.34', '10.0.0.1'],
  'bad-in-the-other-family.test': ['93.184.216.34', 'fd00::1'],
}

let world: DevOutside
let website: Website
let listener: Server
let seen = 0

before(async () => {
  world = await startDevOutside({ domains: ['a.test'] })
  website = await startWebsite(world, 'a.test')
  for (const [name, addresses] of Object.entries(BAD)) world.dns.setAddresses(name, addresses)
  listener = createServer((socket) => {
    seen++
    socket.destroy()
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
})
after(async () => {
  await Promise.all([website.stop(), world.stop(), new Promise((resolve) => listener.close(resolve))])
})

/** Asks the connector itself, which alone can be given a port where this test listens. */
function connectTo(hostname: string, dev: DevOutside | null): Promise<unknown> {
  const { port } = listener.address() as { port: number }
  const dns = createDns([world.dns.address])
  const signal = AbortSignal.timeout(5_000)
  const connector = guardedConnector({ dns, dev: dev?.devNetwork ?? null, signal })
  return new Promise((resolve) =>
    connector({ hostname, port: String(port), protocol: 'https:' }, (...[error]) => resolve(error)),
  )
}

test('with or without a development network, no name and no literal leads to a local address: nothing is even dialled', async () => {
  for (const host of [
    ...Object.keys(BAD),
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    'localhost',
    'x.localhost',
    'intranet',
  ]) {
    for (const dev of [null, world]) {
      const error = await connectTo(host, dev)
      assert.equal((error as { code?: string }).code, 'ADDRESS_REFUSED', `${host}: ${error}`)
    }
  }
  assert.equal(seen, 0)
})

test('the listener of the test above would have been seen', async () => {
  const { port } = listener.address() as { port: number }
  const mapped = { ...world.devNetwork, addresses: new Map([['mapped-here.test', { address: '127.0.0.1', port }]]) }
  await connectTo('mapped-here.test', { ...world, devNetwork: mapped })
  assert.equal(seen, 1)
})

test('the whole fetch refuses them with ADDRESS_REFUSED, spellings of loopback included', async () => {
  const hosts = [
    ...Object.keys(BAD),
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '[::1]',
    '[::ffff:7f00:1]',
    '10.0.0.1',
    'localhost',
    '0',
  ]
  const doors = [createOutside({ dnsServers: [world.dns.address] }), createOutside({ dev: world.devNetwork })]
  for (const host of hosts) {
    for (const door of doors)
      await assert.rejects(door.fetchText(`https://${host}/`), { code: 'ADDRESS_REFUSED' }, host)
  }
})

test('http, ports, credentials and other schemes are refused before anything is asked', async () => {
  const door = createOutside({ dev: world.devNetwork })
  const before = website.connections
  const port = world.httpsPort('a.test')
  for (const url of [
    'http://a.test/',
    `https://a.test:${port}/`,
    'https://user:pw@a.test/',
    'https://user@a.test/',
    'file:///etc/passwd',
    'data:,x',
  ]) {
    await assert.rejects(door.fetchText(url), { code: 'ADDRESS_REFUSED' }, url)
  }
  for (const text of ['', 'a.test', 'https://', 'https://a b/']) {
    await assert.rejects(door.fetchText(text), { code: 'INVALID_URI' }, text)
  }
  assert.equal(website.connections, before)
})

test('without the development network its hosts are unknown, and its authority is trusted for no other host', async () => {
  const plain = createOutside({ dnsServers: [world.dns.address] })
  await assert.rejects(plain.fetchText('https://a.test/'), { code: 'FETCH_FAILED', message: /no address/ })
  const dev = createOutside({ dev: world.devNetwork })
  await assert.rejects(dev.fetchText('https://www.a.test/'), { code: 'FETCH_FAILED', message: /no address/ })
})

test('a host with public addresses in both families gets exactly those to connect to', async () => {
  world.dns.setAddresses('public.test', ['93.184.216.34', '2606:4700::1111'])
  const found = await publicAddresses('public.test', createDns([world.dns.address]), AbortSignal.timeout(5_000))
  assert.deepEqual(found, ['93.184.216.34', '2606:4700::1111'])
})
