import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createLog } from '../../src/node/log.ts'
import { type OperatorNode, startOperatorNode } from '../../src/node/operator-node.ts'
import { freePort } from './key-effects.ts'
import { loopbackConfig, startNodes } from './nodes.ts'
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
    const pages = new Map<string, () => string>()
    const parts = { log: createLog('silent'), outside: websites(pages) }
    const a = await startOperatorNode(loopbackConfig('a.test'), parts)
    pages.set('a.test', () => a.wellKnown())
    const b = await startOperatorNode(
      loopbackConfig('b.test', { bootstrap: ['nobody.test', 'a.test', 'b.test'] }),
      parts,
    )
    await haveMet(a, b)
    await Promise.all([a, b].map((node) => node.stop()))
  })

  it('goes on trying while there is none, and says that it is not ready', async () => {
    const port = await freePort()
    const late = () => startOperatorNode(loopbackConfig('a.test', { listen: [`/ip4/127.0.0.1/tcp/${port}`] }), parts)
    const parts = { log: createLog('silent'), random: () => 0 }
    const pages = new Map<string, () => string>()
    const b = await startOperatorNode(loopbackConfig('b.test', { bootstrap: ['a.test'] }), {
      ...parts,
      outside: websites(pages),
    })
    assert.deepEqual(b.health(), { live: true, ready: false, reasons: ['no other operator was reached yet'] })
    const a = await late()
    pages.set('a.test', () => a.wellKnown())
    await haveMet(a, b)
    assert.deepEqual(b.health(), { live: true, ready: true, reasons: [] })
    await Promise.all([a, b].map((node) => node.stop()))
  })

  it('takes no document of another network, and none that names another domain', async () => {
    const pages = new Map<string, () => string>()
    const parts = { log: createLog('silent'), outside: websites(pages), random: () => 0 }
    const other = await startOperatorNode(loopbackConfig('a.test', { network: 'other' }), parts)
    pages.set('a.test', () => other.wellKnown())
    const dialled: string[] = []
    other.libp2p.addEventListener('connection:open', ({ detail }) => dialled.push(String(detail.remotePeer)))
    const b = await startOperatorNode(loopbackConfig('b.test', { bootstrap: ['a.test'] }), parts)
    let asked = 0
    pages.set('a.test', () => {
      asked += 1
      return other.wellKnown()
    })
    await until('it has tried again', () => asked >= 1)
    assert.deepEqual(dialled, [])
    await Promise.all([other, b].map((node) => node.stop()))
  })

  it('from the domain records that it holds, when its bootstrap is dead', async () => {
    const settings = { listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`] }
    await using nodes = await startNodes(['a.test', 'b.test', 'c.test'], {
      onDisk: true,
      settings: (domain) => (domain === 'b.test' ? settings : {}),
    })
    const { config } = nodes.of('c.test')
    await until('c.test holds the record of b.test', async () => {
      for await (const record of nodes.of('c.test').federation.store.list()) {
        if (record.kind === 'domain' && record.payload.domain === 'b.test') return true
      }
      return false
    })
    await nodes.stop('a.test')
    await nodes.stop('c.test')
    const again = await startOperatorNode(config, { log: createLog('silent') })
    await haveMet(again, nodes.of('b.test'))
    await again.stop()
  })
})
