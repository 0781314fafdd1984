import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { DOMAIN_GRACE_MS } from '../../src/node/resolve-name.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { directory } from '../../src/wire/methods.ts'
import { startNodes } from './nodes.ts'
import { createPerson } from './people.ts'

const BOB = parseAddress('bob@b.test')

describe('a domain whose operator is gone', () => {
  it('still resolves from the other holders, also for a node that never asked before', async () => {
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test', 'd.test'])
    await using bob = await createPerson()
    await bob.register(nodes.of('b.test'), 'bob')
    await nodes.stop('b.test')
    for (const policy of ['network', 'quorum'] as const) {
      const bundle = await nodes.of('a.test').resolve(BOB, { policy })
      assert.deepEqual(bundle.identity?.payload.id, bob.id, policy)
      assert.deepEqual(bundle.name?.payload.identityId, bob.id)
      assert.notEqual(bundle.source, 'domain')
    }
  })

  it('costs the answer little time when its node takes connections and says nothing', async () => {
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test'])
    await using bob = await createPerson()
    await bob.register(nodes.of('b.test'), 'bob')
    const silent = nodes.of('b.test').libp2p
    const protocol = '/openpeer/test/directory/1.0.0'
    await silent.unhandle(protocol)
    await silent.handle(protocol, () => {})
    const startedAt = performance.now()
    const bundle = await nodes.of('a.test').resolve(BOB, { policy: 'quorum' })
    const tookMs = performance.now() - startedAt
    assert.deepEqual(bundle.identity?.payload.id, bob.id)
    assert.equal(DOMAIN_GRACE_MS, 500)
    assert.ok(tookMs < 1_500, `${tookMs} ms, of which 500 were spent waiting`)
  })

  it('does not take its people with it: who has a living home is still located there', async () => {
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test', 'd.test'])
    await using bob = await createPerson()
    await bob.register(nodes.of('b.test'), 'bob', { homes: ['b.test', 'c.test'] })
    await bob.ask(nodes.of('c.test'), directory.putLocation, { envelope: await bob.location() })
    await nodes.stop('b.test')
    const bundle = await nodes.of('a.test').resolve(BOB, { policy: 'quorum' })
    assert.equal(bundle.locations.length, 1)
  })

  it('takes nobody’s names but its own down: a stopped node answers STOPPED', async () => {
    await using nodes = await startNodes(['a.test'])
    const node = nodes.of('a.test')
    await nodes.stop('a.test')
    await assert.rejects(node.resolve(parseAddress('alice@a.test')), (error) => isOpenPeerError(error, 'STOPPED'))
  })
})
