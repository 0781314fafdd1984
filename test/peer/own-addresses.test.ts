import assert from 'node:assert/strict'
import { test } from 'node:test'
import { multiaddr } from '@multiformats/multiaddr'
import { iceServersOf } from '../../src/peer/ice-servers.ts'
import { DEFAULT_PRIVACY, directAddressesFor } from '../../src/peer/own-addresses.ts'
import { validateDomain } from '../../src/records/validate.ts'
import { domainRecord, NETWORK, newDomain, START } from './forge.ts'

const own = ['/ip4/127.0.0.1/tcp/1', '/ip4/192.168.1.2/tcp/1', '/ip4/8.8.8.8/tcp/1', '/ip6/::1/tcp/1'].map(multiaddr)
const told = (audience: 'contacts' | 'everyone', privacy: Partial<typeof DEFAULT_PRIVACY>) =>
  directAddressesFor(audience, own, { ...DEFAULT_PRIVACY, ...privacy }).map((bytes) => multiaddr(bytes).toString())

test('by default contacts are told public addresses, and nobody else any', () => {
  assert.deepEqual(told('contacts', {}), ['/ip4/8.8.8.8/tcp/1'])
  assert.deepEqual(told('everyone', {}), [])
})

test('everyone, nobody, and private addresses as the owner says', () => {
  assert.deepEqual(told('everyone', { directAddresses: 'everyone' }), ['/ip4/8.8.8.8/tcp/1'])
  assert.deepEqual(told('contacts', { directAddresses: 'everyone' }), ['/ip4/8.8.8.8/tcp/1'])
  assert.deepEqual(told('contacts', { directAddresses: 'nobody', privateAddresses: true }), [])
  assert.equal(told('contacts', { privateAddresses: true }).length, own.length)
})

test('ICE servers are the STUN servers of the home, four at most, and none before it is known', async () => {
  assert.deepEqual(iceServersOf(null), [])
  const owner = await newDomain('a.test')
  const stun = (at: number) => ({ type: 'stun', uri: `stun:stun${at}.a.test:3478` })
  const services = [
    { type: 'gateway', uri: 'https://a.test/' },
    { type: 'stun', uri: 'https://a.test/' },
  ]
  const changes = { services: [...services, ...[1, 2, 3, 4, 5].map(stun)] }
  const record = await domainRecord(owner, START, { changes })
  const home = await validateDomain(record, 'a.test', { network: NETWORK, now: START })
  assert.deepEqual(
    iceServersOf(home),
    [1, 2, 3, 4].map((at) => ({ urls: stun(at).uri })),
  )
})
