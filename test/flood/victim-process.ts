import { OpenPeerError } from '../../src/errors.ts'
import { startHttp } from '../../src/http/start-http.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { operatorConfig } from '../../src/node/config.ts'
import { createLog } from '../../src/node/log.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'

// An operator node as a process of its own, with the budgets that everybody's has. Clients come from 127.0.0.x, each x an
// address of its own. Started with --expose-gc; websites of other domains are told by the parent.

export interface VictimReady {
  addresses: string[]
  httpPort: number
  stunPort: number
  /** what its website shows */
  wellKnown: string
}

const pages = new Map<string, string>()
let looks = 0
const outside: Outside = {
  canResolveDns: true,
  async fetchText(url) {
    looks += 1
    const text = pages.get(new URL(url).hostname)
    if (text === undefined) throw new OpenPeerError('FETCH_FAILED', `nobody answers at ${url}`)
    return { status: 200, contentType: 'application/json', text }
  },
  resolveTxt: async () => null,
}

const config = operatorConfig({
  network: 'test',
  domain: 'a.test',
  dataDir: process.argv[2] ?? null,
  listen: ['/ip4/127.0.0.1/tcp/0'],
  allowPrivateAddresses: true,
  admission: { sharedAddresses: true },
  stun: { host: '127.0.0.1', port: 0 },
  budgets: { proxies: [] },
  http: { host: '127.0.0.1', port: 0 },
  log: { level: 'silent' },
})
const node = await startOperatorNode(config, { log: createLog('silent'), outside })
const http = await startHttp(node, config)
pages.set('a.test', node.wellKnown())

// Nobody is left who could stop it.
process.on('disconnect', () => process.exit())
process.on('message', (message: { page?: { domain: string; text: string }; ask?: string }) => {
  if (message.page !== undefined) {
    pages.set(message.page.domain, message.page.text)
    process.send?.({ shown: true })
  }
  if (message.ask === 'figures') {
    globalThis.gc?.()
    const { rss, heapUsed } = process.memoryUsage()
    const { relay, ...counts } = node.counts()
    process.send?.({ figures: { rss, heapUsed, looks, counts, cpu: process.cpuUsage() } })
  }
})
const ready: VictimReady = {
  addresses: node.libp2p.getMultiaddrs().map(String),
  httpPort: http.port,
  stunPort: node.stunAddress?.port ?? 0,
  wellKnown: node.wellKnown(),
}
process.send?.({ ready })
