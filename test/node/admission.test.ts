import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLog } from '../../src/node/log.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'
import { loopbackConfig, startNodes } from './nodes.ts'
import { until } from './until.ts'
import { NODE_WEBSITES, putUpWebsite } from './websites.ts'

describe('admission of operator nodes', () => {
  it('wants the website to show the key: a node without is met, looked at and not admitted; once it is up, it is', async () => {
    await using nodes = await startNodes(['a.test', 'b.test'])
    const [a, b] = [nodes.of('a.test'), nodes.of('b.test')]
    const bootstrap = a.libp2p.getMultiaddrs().map(String)
    const parts = { outside: NODE_WEBSITES, log: createLog('silent') }
    const c = await startOperatorNode(loopbackConfig('c.test', { bootstrap }), parts)
    try {
      await until('c.test has admitted a.test', () => c.counts().operators > 0)
      await until('a.test has looked', () => a.bindings.known('c.test', c.domainKey)?.status === 'unreachable')
      assert.equal(a.federation.operators.seatOf(c.peerId), null)
      assert.equal(b.federation.operators.find(c.peerId), null)
      const takeDown = putUpWebsite(c)
      await until('a.test has admitted c.test', () => a.federation.operators.seatOf(c.peerId)?.domain === 'c.test')
      takeDown()
    } finally {
      await c.stop()
    }
  })

  it('gives one seat to all nodes and sub-domains of a registrable domain, which passes to the next one alive', async () => {
    await using nodes = await startNodes(['a.test', 'b.test', 'x.b.test'])
    const { operators } = nodes.of('a.test').federation
    assert.deepEqual(
      operators
        .list()
        .map(({ seat }) => seat.domain)
        .sort(),
      ['a.test', 'b.test'],
    )
    assert.equal(operators.members().length, 3)
    await nodes.stop('b.test')
    await until('the seat passes', () => operators.list().some(({ seat }) => seat.domain === 'x.b.test'))
  })
})
