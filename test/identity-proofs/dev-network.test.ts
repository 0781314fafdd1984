import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDevNetwork, readDevNetwork } from '../../src/identity-proofs/dev-network.ts'

const CA = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const good = { addresses: { 'a.test': { address: '127.0.0.1', port: 44331 } }, ca: CA, dnsServers: ['127.0.0.1:5353'] }

test('what was written is read back', () => {
  const dev = readDevNetwork(good)
  assert.deepEqual(dev.addresses.get('a.test'), { address: '127.0.0.1', port: 44331 })
  assert.deepEqual(readDevNetwork(JSON.parse(formatDevNetwork(dev))), dev)
  assert.deepEqual(readDevNetwork({ ...good, dnsServers: ['[::1]:53'] }).dnsServers, ['[::1]:53'])
})

test('a mapping can lead nowhere but to this machine, by exact names', () => {
  const wrong: [unknown, RegExp][] = [
    [{ ...good, addresses: { 'a.test': { address: '10.0.0.1', port: 443 } } }, /loopback address.*\n.*addresses/],
    [{ ...good, addresses: { 'a.test': { address: '169.254.169.254', port: 80 } } }, /loopback address/],
    [{ ...good, addresses: { 'a.test': { address: 'localhost', port: 80 } } }, /loopback address/],
    [{ ...good, addresses: { '*.test': { address: '127.0.0.1', port: 80 } } }, /host name/],
    [{ ...good, addresses: { 'A.test': { address: '127.0.0.1', port: 80 } } }, /host name/],
    [{ ...good, addresses: { 'a.test:443': { address: '127.0.0.1', port: 80 } } }, /host name/],
    [{ ...good, addresses: { 'a.test': { address: '127.0.0.1', port: 0 } } }, /port/],
    [{ ...good, dnsServers: ['8.8.8.8:53'] }, /loopback server/],
    [{ ...good, dnsServers: [] }, /dnsServers/],
    [{ ...good, dnsServers: ['127.0.0.1'] }, /loopback server/],
    [{ ...good, dnsServers: ['127.0.0.1:99999'] }, /loopback server/],
  ]
  for (const [json, message] of wrong) assert.throws(() => readDevNetwork(json), { code: 'INVALID_CONFIG', message })
})

test('a missing, a mistyped and an unknown field are each named', () => {
  assert.throws(() => readDevNetwork({ ...good, ca: 'none' }), {
    code: 'INVALID_CONFIG',
    message: /certificate.*\n.*ca/,
  })
  assert.throws(() => readDevNetwork({ ...good, dnsServers: undefined }), {
    code: 'INVALID_CONFIG',
    message: /dnsServers/,
  })
  assert.throws(() => readDevNetwork({ ...good, adresses: {} }), { code: 'INVALID_CONFIG', message: /adresses/ })
  assert.throws(() => readDevNetwork(null), { code: 'INVALID_CONFIG' })
})
