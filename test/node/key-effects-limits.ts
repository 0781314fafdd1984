import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { noise } from '@chainsafe/libp2p-noise'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { type ErrorCode, isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createLog } from '../../src/node/log.ts'
import { type OperatorNode, startOperatorNode } from '../../src/node/operator-node.ts'
import { parseAddress } from '../../src/records/uris.ts'
import { directory } from '../../src/wire/methods.ts'
import { operatorOf } from '../federation/origins.ts'
import { testDomain } from '../federation/sealed-records.ts'
import { type Effect, type Settings, withNode } from './key-effects.ts'
import { loopbackConfig } from './nodes.ts'
import { createPerson } from './people.ts'

const code = (expected: ErrorCode) => (error: unknown) => isOpenPeerError(error, expected)
const TOKEN = 'sixteen-characters'

/** A host of somebody that connects to the node; null when it is turned away. */
async function visitor(node: OperatorNode): Promise<Libp2p | null> {
  const host = await createLibp2p({
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
  })
  try {
    await host.dial(node.libp2p.getMultiaddrs(), { signal: AbortSignal.timeout(1_000) })
    return host
  } catch {
    await host.stop()
    return null
  }
}

/** Whether a second visitor gets in while the first is there. */
async function takesTwo(limits: Settings['limits']): Promise<boolean> {
  return await withNode({ limits }, async (node) => {
    const visitors = [await visitor(node), await visitor(node)]
    await Promise.all(visitors.map((host) => host?.stop()))
    return visitors.every((host) => host !== null)
  })
}

/** Whether the node looks at two domains in one minute. */
async function looksAtTwo(purpose: 'record' | 'admission', limits: Settings['limits']): Promise<boolean> {
  const outside: Outside = { canResolveDns: true, fetchText: refuse, resolveTxt: async () => null }
  const node = await startOperatorNode(loopbackConfig('a.test', { limits }), { log: createLog('silent'), outside })
  const look = (domain: string) => node.bindings.check(domain, new Uint8Array(32), { purpose })
  try {
    await look('b.test')
    return await look('c.test').then(
      () => true,
      (error) => !isOpenPeerError(error, 'RATE_LIMITED'),
    )
  } finally {
    await node.stop()
  }
}

async function refuse(): Promise<never> {
  throw new OpenPeerError('FETCH_FAILED', 'Nobody is there.')
}

/** What the relay tells a device that waits there; null when it turns it away. */
async function reservation(relay: Settings['relay']) {
  return await withNode({ relay }, async ({ libp2p }) => {
    const device = await createLibp2p({
      addresses: { listen: [`${libp2p.getMultiaddrs()[0]}/p2p-circuit`] },
      transports: [tcp(), circuitRelayTransport()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify() },
    }).catch(() => null)
    if (device === null) return null
    const { limit } = libp2p.services.relay.reservations.get(device.peerId) ?? {}
    await device.stop()
    return limit
  })
}

/** From here on, whoever is looked up is not found, ever. */
function neverAnswer(node: OperatorNode): void {
  node.federation.lookup = () => new Promise(() => {})
}

/** What each key changes: who gets in, and how much of everything. */
export const LIMIT_EFFECTS: Record<string, Effect> = {
  'registration.mode': async () => {
    await using alice = await createPerson()
    await withNode({ registration: { mode: 'closed' } }, (node) =>
      assert.rejects(alice.register(node, 'alice'), code('REGISTRATION_CLOSED')),
    )
    await withNode({ registration: { mode: 'open' } }, async (node) => void (await alice.register(node, 'alice')))
  },
  'registration.tokens': async () => {
    await using alice = await createPerson()
    await withNode({ registration: { mode: 'token', tokens: [TOKEN] } }, async (node) => {
      await assert.rejects(alice.register(node, 'alice', { token: 'another' }), code('REGISTRATION_CLOSED'))
      await alice.register(node, 'alice', { token: TOKEN })
    })
  },

  'relay.maxReservations': async () => {
    assert.equal(await reservation({ maxReservations: 0 }), null)
    assert.notEqual(await reservation({ maxReservations: 1 }), null)
  },

  'limits.maxConnections': async () => {
    assert.equal(await takesTwo({ maxConnectionsPerSecond: 1_000, maxConnections: 1 }), false)
    assert.equal(await takesTwo({ maxConnectionsPerSecond: 1_000, maxConnections: 2 }), true)
  },
  'limits.maxConnectionsPerSecond': async () => {
    assert.equal(await takesTwo({ maxConnectionsPerSecond: 1 }), false)
    assert.equal(await takesTwo({ maxConnectionsPerSecond: 2 }), true)
  },
  'limits.maxPendingConnections': async () => {
    const isLetIn = (maxPendingConnections: number) =>
      withNode({ limits: { maxConnectionsPerSecond: 1_000, maxPendingConnections } }, async (node) => {
        const port = Number(/tcp\/(\d+)/.exec(String(node.libp2p.getMultiaddrs()[0]))?.[1])
        const mute = connect({ host: '127.0.0.1', port })
        // The node speaks first in multistream: from then on this connection is in its handshake, for good.
        await new Promise((resolve) => mute.once('data', resolve).write('\x13/multistream/1.0.0\n'))
        const host = await visitor(node)
        mute.destroy()
        await host?.stop()
        return host !== null
      })
    assert.equal(await isLetIn(1), false)
    assert.equal(await isLetIn(2), true)
  },
  'limits.maxRecords': async () => {
    await using alice = await createPerson()
    // Its own domain record is the first.
    await withNode({ limits: { maxRecords: 2 } }, (node) =>
      assert.rejects(alice.register(node, 'alice'), code('STORE_FULL')),
    )
  },
  'limits.maxRecordsPerDomain': async () => {
    const domain = await testDomain()
    const held = (maxRecordsPerDomain: number) =>
      withNode({ limits: { maxRecordsPerDomain } }, async ({ federation: { store } }) => {
        for (const name of ['alice', 'bob']) {
          await store.put(await domain.name(name), domain.routingKey(name), operatorOf('b.test'))
        }
        return store.usage().largest
      })
    assert.deepEqual([await held(1), await held(2)], [1, 2])
  },
  'limits.maxLocations': async () => {
    await using alice = await createPerson()
    await using bob = await createPerson()
    await withNode({ limits: { maxLocations: 1 } }, async (node) => {
      await alice.register(node, 'alice')
      await bob.register(node, 'bob')
      await alice.ask(node, directory.putLocation, { envelope: await alice.location() })
      const second = bob.ask(node, directory.putLocation, { envelope: await bob.location() })
      await assert.rejects(second, code('STORE_FULL'))
    })
  },
  'limits.bindingChecksPerMinute': async () => {
    assert.equal(await looksAtTwo('record', { bindingChecksPerMinute: 1 }), false)
    assert.equal(await looksAtTwo('record', { bindingChecksPerMinute: 2, admissionChecksPerMinute: 1 }), true)
  },
  'limits.admissionChecksPerMinute': async () => {
    assert.equal(await looksAtTwo('admission', { admissionChecksPerMinute: 1 }), false)
    assert.equal(await looksAtTwo('admission', { admissionChecksPerMinute: 2, bindingChecksPerMinute: 1 }), true)
  },
  'limits.resolveTimeoutMs': () =>
    withNode({ limits: { resolveTimeoutMs: 100 } }, async (node) => {
      neverAnswer(node)
      const startedAt = performance.now()
      await assert.rejects(node.resolve(parseAddress('bob@b.test')), code('TIMEOUT'))
      assert.ok(performance.now() - startedAt < 1_500, 'the default would be 5 s')
    }),
  'limits.drainMs': async () => {
    await using alice = await createPerson()
    const node = await startOperatorNode(loopbackConfig('a.test', { limits: { drainMs: 100 } }), {
      log: createLog('silent'),
    })
    neverAnswer(node)
    const asked = assert.rejects(alice.ask(node, directory.find, { routingKeys: [new Uint8Array(32)] }))
    await alice.ask(node, directory.describe, {})
    const startedAt = performance.now()
    await node.stop()
    await asked
    assert.ok(performance.now() - startedAt < 2_500, 'the default would be 5 s')
  },

  'log.level': async () => {
    const lines = async (level: 'info' | 'error') => {
      const sink = new PassThrough()
      const config = loopbackConfig('a.test', { log: { level } })
      const node = await startOperatorNode(config, { logTo: sink })
      await node.stop()
      return String(sink.read() ?? '')
    }
    assert.match(await lines('info'), /"started"/)
    assert.equal(await lines('error'), '')
  },
}
