import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { domainRoutingKey } from '../../src/records/routing-key.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { startNodes } from './nodes.ts'
import { createPerson, NETWORK } from './people.ts'
import { until } from './until.ts'

const BOB = parseAddress('bob@b.test')
const HOUR_MS = 3_600_000

describe('a domain whose website and own node show another key than the holders of its record', () => {
  it('is believed by its website, at once and with every policy', async () => {
    const clock = { aheadMs: 0 }
    const now = () => Date.now() + clock.aheadMs
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test'], { onDisk: true, renewEveryMs: 20, now })
    await using bob = await createPerson({ now })
    await bob.register(nodes.of('b.test'), 'bob')
    const a = nodes.of('a.test')
    const before = await a.resolve(BOB)
    assert.deepEqual(before.refused, [])

    const { dataDir } = nodes.of('b.test').config
    await nodes.stop('b.test')
    await rm(join(dataDir ?? '', 'domain.key'))
    // What was seen counts for an hour: only then is the website looked at again.
    clock.aheadMs += HOUR_MS + 60_000
    const b = await nodes.restart('b.test')
    assert.notDeepEqual(b.domainKey, before.domain?.payload.key)
    await until('every name is renewed', () => b.registry.due(now(), 1).length === 0)

    const routingKey = domainRoutingKey(NETWORK, 'b.test')
    for (const policy of ['network', 'quorum'] as const) {
      const after = await a.resolve(BOB, { policy })
      assert.deepEqual(after.domain?.payload.key, b.domainKey, policy)
      assert.deepEqual(after.name?.signer, b.domainKey)
      assert.deepEqual(after.identity?.payload.id, bob.id)
      const holder = String(nodes.of('c.test').peerId)
      for (const { peerId, by, code } of after.refused) {
        assert.deepEqual([peerId, by, code], [holder, 'holder', 'BINDING_MISMATCH'])
      }
    }
    // A holder takes another key only when it has seen it twice, an hour apart.
    const held = await nodes.of('c.test').federation.store.get(routingKey)
    assert.deepEqual(held?.signer, before.domain?.payload.key)
  })
})
