import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:https'
import { connect } from 'node:tls'
import { multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError } from '../../src/errors.ts'
import { startHttp } from '../../src/http/start-http.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { type DevOutside, startDevOutside } from '../../src/testnet/dev-outside.ts'
import { type Effect, freePort, withDirectory, withNode } from './key-effects.ts'
import { until } from './until.ts'

const PUBLIC = '/dns4/node.a.test/tcp/4001'

async function withOutside(work: (outside: DevOutside) => Promise<void>): Promise<void> {
  const outside = await startDevOutside({ domains: ['a.test', 'b.test'] })
  try {
    await work(outside)
  } finally {
    await outside.stop()
  }
}

/** The certificate that a WebSocket listener of the node shows. */
async function shownSubject({ certFile, keyFile }: { certFile: string; keyFile: string }): Promise<string> {
  const tls = { certFile, keyFile }
  const settings = { listen: ['/ip4/127.0.0.1/tcp/0/tls/ws'], http: { tls } }
  return await withNode(settings, async ({ libp2p }) => {
    const port = Number(/tcp\/(\d+)/.exec(String(libp2p.getMultiaddrs()[0]))?.[1])
    return await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN))
        socket.destroy()
      })
      socket.on('error', reject)
    })
  })
}

const services = (settings: Parameters<typeof withNode>[0]) =>
  withNode(settings, (node) => node.domainRecord().payload.services.map(({ type, uri }) => `${type} ${uri}`))

const announced = (settings: Parameters<typeof withNode>[0]) =>
  withNode(settings, (node) =>
    node.domainRecord().payload.nodes.flatMap(({ multiaddrs }) => multiaddrs.map((bytes) => String(multiaddr(bytes)))),
  )

/** What each key changes: where the node is and how others reach it. */
export const NETWORK_EFFECTS: Record<string, Effect> = {
  network: () =>
    withNode({ network: 'elsewhere' }, ({ libp2p }) => {
      const ours = libp2p.getProtocols().filter((protocol) => protocol.startsWith('/openpeer/'))
      assert.ok(ours.length >= 3)
      assert.ok(ours.every((protocol) => protocol.startsWith('/openpeer/elsewhere/')))
    }),

  domain: () =>
    withNode(
      {},
      (node) => {
        assert.equal(node.domainRecord().payload.domain, 'z.test')
        assert.equal(JSON.parse(node.wellKnown()).domain, 'z.test')
      },
      'z.test',
    ),

  dataDir: () =>
    withDirectory(async (dataDir) => {
      const peerId = await withNode({ dataDir }, (node) => String(node.peerId))
      const files = await readdir(dataDir)
      for (const name of ['domain.key', 'node.key', 'names.sqlite', 'records']) assert.ok(files.includes(name), name)
      assert.equal(await withNode({ dataDir }, (node) => String(node.peerId)), peerId)
    }),

  listen: () =>
    withNode({ listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'] }, ({ libp2p }) => {
      const addresses = libp2p.getMultiaddrs().map((address) => String(address).replace(/\d+\/p2p.*|\d+(?=\/ws)/, ''))
      assert.deepEqual(addresses.map((address) => address.includes('/ws')).sort(), [false, true])
    }),

  announce: async () => {
    const [address] = await announced({ announce: [PUBLIC] })
    assert.ok(address?.startsWith(`${PUBLIC}/p2p/`))
  },

  allowPrivateAddresses: () =>
    withNode({}, async (other) => {
      const address = other.libp2p.getMultiaddrs()
      await withNode({ announce: [PUBLIC], allowPrivateAddresses: false }, async ({ libp2p }) => {
        await assert.rejects(libp2p.dial(address))
      })
      await withNode({ announce: [PUBLIC] }, async ({ libp2p }) => void (await libp2p.dial(address)))
    }),

  bootstrap: () =>
    withNode({}, async (other) => {
      const bootstrap = other.libp2p.getMultiaddrs().map(String)
      await withNode({ bootstrap }, (node) => until('they have met', () => node.counts().operators === 1), 'b.test')
    }),

  'admission.sharedAddresses': () =>
    withNode({}, async (other) => {
      const bootstrap = other.libp2p.getMultiaddrs().map(String)
      for (const [sharedAddresses, holders] of [
        [true, 2],
        [false, 1],
      ] as const) {
        const settings = { bootstrap, admission: { sharedAddresses } }
        const isChosen = ({ counts, federation: { operators } }: OperatorNode) =>
          counts().operators === 1 && operators.view(new Uint8Array(32)).holders.length === holders
        await withNode(settings, (node) => until('they have met', () => isChosen(node)), 'b.test')
      }
    }),

  'stun.host': async () => {
    assert.match((await services({ stun: { host: '127.0.0.1', port: 0 } })).join(), /stun stun:127\.0\.0\.1:\d+/)
    await assert.rejects(services({ stun: { host: '192.0.2.1', port: 0 } }), (e) =>
      isOpenPeerError(e, 'INVALID_CONFIG'),
    )
  },
  'stun.port': async () => {
    const port = await freePort()
    assert.deepEqual(await services({ stun: { host: '127.0.0.1', port } }), [`stun stun:127.0.0.1:${port}`])
  },
  'stun.announce': async () => {
    const stun = { host: '127.0.0.1', port: 0, announce: '192.0.2.1:3478' }
    assert.deepEqual(await services({ stun }), ['stun stun:192.0.2.1:3478'])
  },

  'http.host': () =>
    withNode({ http: { host: 'localhost', port: 0 } }, async (node) => {
      const http = await startHttp(node, node.config)
      await http.stop()
      assert.match(http.url, /^http:\/\/localhost:/)
    }),
  'http.port': async () => {
    const port = await freePort()
    await withNode({ http: { port } }, async (node) => {
      const http = await startHttp(node, node.config)
      await http.stop()
      assert.equal(http.port, port)
    })
  },
  'http.publicUrl': async () => {
    const http = { publicUrl: 'https://a.test' }
    assert.deepEqual(await services({ http }), ['gateway https://a.test'])
    assert.equal(await withNode({ http }, (node) => JSON.parse(node.wellKnown()).gateway), 'https://a.test')
  },
  'http.tls.certFile': () =>
    withOutside(async (outside) => {
      assert.equal(await shownSubject(outside.tls('a.test')), 'a.test')
      assert.equal(await shownSubject(outside.tls('b.test')), 'b.test')
    }),
  'http.tls.keyFile': () =>
    withOutside(async (outside) => {
      const mixed = { certFile: outside.tls('a.test').certFile, keyFile: outside.tls('b.test').keyFile }
      await assert.rejects(shownSubject(mixed), /http\.tls/)
    }),
  'http.metrics.host': () =>
    withNode({ http: { port: 0, metrics: { host: 'localhost', port: 0 } } }, async (node) => {
      const http = await startHttp(node, node.config)
      await http.stop()
      assert.match(String(http.metricsUrl), /^http:\/\/localhost:/)
    }),
  'http.metrics.port': async () => {
    const port = await freePort()
    await withNode({ http: { port: 0, metrics: { port } } }, async (node) => {
      const http = await startHttp(node, node.config)
      await http.stop()
      assert.match(String(http.metricsUrl), new RegExp(`:${port}`))
    })
  },

  dev: () =>
    withOutside(async (outside) => {
      await withNode(
        {},
        async (other) => {
          const { cert, key } = outside.tls('b.test')
          const website = createServer({ cert, key }, (_, response) => response.end(other.wellKnown()))
          await new Promise<void>((resolve) => website.listen(outside.httpsPort('b.test'), '127.0.0.1', resolve))
          try {
            const settings = { dev: outside.devNetwork, bootstrap: ['b.test'] }
            await withNode(settings, (node) => until('they have met', () => node.counts().operators === 1))
          } finally {
            website.closeAllConnections()
            await new Promise((resolve) => website.close(resolve))
          }
        },
        'b.test',
      )
    }),
}
