import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { startNode, startNodes } from './nodes.ts'
import { until } from './until.ts'

/** Websites of domains, as `Outside` shows them; none answers that is not in the map. */
function websites(pages: Map<string, () => string>): Outside {
  return {
    canResolveDns: false,
    async fetchText(url) {
      const page = pages.get(new URL(url).hostname)
      if (page === undefined) throw new OpenPeerError('FETCH_FAILED', `nobody answers at ${url}`)
      return { status: 200, contentType: 'application/json', text: page() }
    },
    async resolveTxt() {
      throw new OpenPeerError('UNREACHABLE', 'no DNS here')
    },
  }
}

const haveMet = (...nodes: OperatorNode[]) =>
  until('they have met', () => nodes.every((node) => node.counts().operators === nodes.length - 1))

describe('finding the first other operators', () => {
  it('by a domain, whose website names its nodes', async () => {
    await using a = await startNode('a.test')
    await using b = await startNode('b.test', { bootstrap: ['nobody.test', 'a.test', 'b.test'] })
    await haveMet(a, b)
  })

  it('goes on trying while there is none, and says that it is not ready', async () => {
    await using b = await startNode('b.test', { bootstrap: ['a.test'] }, { random: () => 0 })
    assert.deepEqual(b.health(), { live: true, ready: false, reasons: ['no other operator was reached yet'] })
    await using a = await startNode('a.test')
    await haveMet(a, b)
    assert.deepEqual(b.health(), { live: true, ready: true, reasons: [] })
  })

  it('takes no document of another network', async () => {
    const pages = new Map<string, () => string>()
    await using other = await startNode('a.test', { network: 'other' })
    let asked = 0
    pages.set('a.test', () => {
      asked += 1
      return other.wellKnown()
    })
    const parts = { outside: websites(pages), random: () => 0 }
    await using b = await startNode('b.test', { bootstrap: ['a.test'] }, parts)
    // The second question shows that the first answer was dealt with.
    await until('it has tried again', () => asked >= 2)
    assert.deepEqual(b.libp2p.getConnections(), [])
  })

  it('from the domain records that it holds, when its bootstrap is dead', async () => {
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test'], { onDisk: true })
    const { config, federation } = nodes.of('c.test')
    await until('c.test holds the record of b.test', async () => {
      for await (const record of federation.store.list()) {
        if (record.kind === 'domain' && record.payload.domain === 'b.test') return true
      }
      return false
    })
    await nodes.stop('a.test')
    await nodes.stop('c.test')
    await using again = await startNode('c.test', config)
    await haveMet(again, nodes.of('b.test'))
  })
})
