import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OpenPeerError } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Operators } from '../../src/peer/operators.ts'
import type { OwnRecords } from '../../src/peer/own-records.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import { publishIdentity } from '../../src/peer/publish-identity.ts'
import { createTestnet } from '../../src/testnet/testnet.ts'

const MINUTE_MS = 60_000

describe('a peer whose clock is ten minutes ahead', () => {
  test('is told what time it is at its operator, and gets no name', async () => {
    await using net = await createTestnet({ operators: 1 })
    const ahead = () => Date.now() + 10 * MINUTE_MS
    const { keys } = await createKeys({ network: 'test', now: ahead })
    const peer = await createPeer({
      ...{ network: 'test', home: 'a.test', keyStore: memoryKeyStore(keys), outside: net.outside, now: ahead },
      listen: ['/ip4/127.0.0.1/tcp/0'],
      privacy: { directAddresses: 'contacts', privateAddresses: true },
    })
    try {
      await assert.rejects(peer.register('alice'), (error: OpenPeerError) => {
        assert.equal(error.code, 'SEQ_IN_FUTURE')
        const [signed = 0, here = 0] = (error.message.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []).map(Date.parse)
        assert.equal(Math.round((signed - here) / MINUTE_MS), 10, error.message)
        return true
      })
    } finally {
      await peer.stop()
    }
  })

  test('is told how far it is ahead when it publishes', async () => {
    const now = () => Date.now() + 10 * MINUTE_MS
    const result = { outcome: '', code: 'SEQ_IN_FUTURE', message: 'signed in the future', current: new Uint8Array() }
    const operators = { ask: async () => ({ answer: { results: [result], time: Date.now() } }) }
    const own = { id: new Uint8Array(32), identity: async () => ({ bytes: new Uint8Array(1) }) }
    const publishing = publishIdentity({
      ...{ network: 'test', now, own: own as unknown as OwnRecords, operators: operators as unknown as Operators },
    })
    await assert.rejects(publishing, {
      code: 'SEQ_IN_FUTURE',
      message: /^This device’s clock is 10 min ahead of that of your operator: set it right\./,
    })
  })
})
