import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGlobalUnicast, isLoopback } from '../../src/identity-proofs/global-address.ts'

const refused = {
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'link-local': ['169.254.169.254', 'fe80::1', 'fec0::1'],
  shared: ['100.64.0.1', '100.127.255.255'],
  'documentation and benchmarking': [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '2001:db8::1',
    '2001:2::1',
    '3fff::1',
  ],
  'multicast, broadcast, reserved': [
    '224.0.0.1',
    '239.255.255.250',
    '255.255.255.255',
    '240.0.0.1',
    'ff02::1',
    '100::1',
  ],
  'an IPv4 address inside': [
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '::7f00:1',
    '::8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ],
  'other spellings and no address at all': [
    '127.1',
    '0x7f.0.0.1',
    '017700000001',
    '2130706433',
    '1',
    '',
    'a.test',
    'fe80::1%eth0',
  ],
}

for (const [reason, addresses] of Object.entries(refused)) {
  test(`not public: ${reason}`, () => {
    for (const address of addresses) assert.equal(isGlobalUnicast(address), false, address)
  })
}

test('public addresses are public', () => {
  for (const address of ['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::64']) {
    assert.equal(isGlobalUnicast(address), true, address)
  }
})

test('loopback is 127.0.0.0/8 and ::1 only', () => {
  for (const address of ['127.0.0.1', '127.3.2.1', '::1']) assert.equal(isLoopback(address), true, address)
  for (const address of ['::ffff:127.0.0.1', '10.0.0.1', '127.1', 'localhost', '128.0.0.1'])
    assert.equal(isLoopback(address), false, address)
})
