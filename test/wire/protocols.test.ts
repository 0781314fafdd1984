import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protocolIds } from '../../src/wire/protocols.ts'

test('every protocol id carries the name of its network', () => {
  assert.deepEqual(protocolIds('dev'), {
    kad: '/openpeer/dev/kad/1.0.0',
    records: '/openpeer/dev/records/1.0.0',
    directory: '/openpeer/dev/directory/1.0.0',
    hello: '/openpeer/dev/hello/1.0.0',
    signal: '/openpeer/dev/signal/1.0.0',
    chat: '/openpeer/dev/chat/1.0.0',
    file: '/openpeer/dev/file/1.0.0',
  })
})

test('a network is named by 1 to 32 characters of a-z, 0-9 and -', () => {
  for (const name of ['m', 'main', 'test-2', 'x'.repeat(32), '-']) protocolIds(name)
  for (const name of ['', 'x'.repeat(33), 'Main', 'a/b', 'a b', 'a.b', 'münchen', 'main\n']) {
    assert.throws(() => protocolIds(name), { code: 'INVALID_ARGUMENT' })
  }
})
