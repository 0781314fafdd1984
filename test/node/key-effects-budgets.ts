import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { request } from 'node:http'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { startHttp } from '../../src/http/start-http.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { type Effect, type Settings, withNode } from './key-effects.ts'
import { createPerson, NETWORK } from './people.ts'
import { call, echo, type RelayHost, startCallee, startHost } from './relay-hosts.ts'
import { until } from './until.ts'
import { get as getVault, newKey } from './vault-asker.ts'

interface Circuit {
  node: OperatorNode
  relay: RelayHost
  caller: Libp2p
  callee: Libp2p
  /** as the callee asks */
  raise(): Promise<{ maxBytes: number; endsAt: number }>
}

/** A node, and two devices of which one waits at its relay. */
async function withCircuit(settings: Settings['relay'], work: (circuit: Circuit) => Promise<void>): Promise<void> {
  await withNode({ relay: settings }, async (node) => {
    const relay = node.libp2p as unknown as RelayHost
    const callee = await startCallee(relay)
    const caller = await startHost({ services: { identify: identify() } })
    const channels = createChannels(callee, protocolIds(NETWORK).directory)
    const multihash = caller.peerId.toMultihash().bytes as Uint8Array<ArrayBuffer>
    const raise = () => callPeer(channels, relay.peerId, directory.raiseCircuit, { caller: multihash })
    try {
      await work({ node, relay, caller, callee, raise })
    } finally {
      await channels.stop()
      await Promise.all([caller.stop(), callee.stop()])
    }
  })
}

const isCut = (node: OperatorNode) => until('the circuit is cut', () => node.counts().circuits.cut === 1)

/** How many resolves somebody has answered at once by a node with these budgets: 30 units each, and 10 for the stream. */
async function resolvesAtOnce(budgets: Settings['budgets'], who?: 'at home' | 'an operator'): Promise<number> {
  return await withNode({ budgets: { ...GENEROUS, ...budgets } }, async (node) => {
    await using person = await createPerson()
    if (who === 'at home') {
      await person.register(node, 'alice')
      await person.ask(node, directory.putLocation, { envelope: await person.location() })
    }
    if (who === 'an operator') {
      const seat = { domain: 'b.test', registrableDomain: 'b.test', rank: 0, addressGroups: [] }
      node.federation.operators.seatOf = () => seat
    }
    for (let answered = 0; answered < MANY; answered++) {
      const asked = person.ask(node, directory.resolve, { name: 'nobody@a.test', policy: 'own' })
      const isAnswered = await asked.then(
        () => true,
        () => false,
      )
      if (!isAnswered) return answered
    }
    return MANY
  })
}

const MANY = 50
const GENEROUS = { perPeer: 100_000, perAddress: 100_000, perAccount: 100_000, perDomain: 100_000, proxies: [] }

/** Whether a second connection from one address gets in while the first is there. */
async function takesTwo(budgets: Settings['budgets']): Promise<boolean> {
  return await withNode({ budgets: { ...GENEROUS, ...budgets } }, async (node) => {
    await using first = await createPerson()
    await using second = await createPerson()
    await first.ask(node, directory.describe, {})
    return await second.ask(node, directory.describe, {}).then(
      () => true,
      () => false,
    )
  })
}

/** Whether a second request is worked on while the first one is. */
async function runsTwo(maxConcurrentRequests: number): Promise<boolean> {
  return await withNode({ budgets: { maxConcurrentRequests } }, async (node) => {
    await using person = await createPerson()
    const gate = Promise.withResolvers<never>()
    node.federation.lookup = Object.assign(() => gate.promise, { forgetAbsence: () => {} })
    const find = () => person.ask(node, directory.find, { routingKeys: [new Uint8Array(32)] })
    const outcomes = Promise.allSettled([find(), find()])
    await until('both were looked at', () => node.counts().refused.requests > 0 || node.counts().requestsRunning === 2)
    const isRunning = node.counts().requestsRunning === 2
    gate.reject(new Error('enough'))
    await outcomes
    return isRunning
  })
}

/** The status of a first and a second resolve over HTTP, each with a forwarded address of its own. */
async function twoResolves(settings: Settings): Promise<number[]> {
  return await withNode({ http: { port: 0 }, ...settings }, async (node) => {
    const http = await startHttp(node, node.config)
    try {
      const statuses: number[] = []
      for (const forwarded of ['192.0.2.1', '192.0.2.2']) {
        const headers = { 'x-forwarded-for': forwarded }
        const asked = request(`${http.url}/v1/resolve/nobody@a.test`, { headers, agent: false }).end()
        const [response] = await once(asked, 'response')
        response.resume()
        statuses.push(response.statusCode)
      }
      return statuses
    } finally {
      await http.stop()
    }
  })
}

/** What each key changes: who may ask how much, and what circuits carry. */
export const BUDGET_EFFECTS: Record<string, Effect> = {
  'budgets.perPeer': async () => {
    assert.ok((await resolvesAtOnce({ perPeer: 20 })) < 4)
    assert.equal(await resolvesAtOnce({}), MANY)
  },
  'budgets.perAddress': async () => assert.ok((await resolvesAtOnce({ perAddress: 30 })) < 4),
  'budgets.perAccount': async () => {
    assert.ok((await resolvesAtOnce({ perAccount: 20 }, 'at home')) < 4)
    assert.equal(await resolvesAtOnce({ perAccount: 1 }), MANY, 'a stranger has none')
  },
  'budgets.perDomain': async () => {
    assert.ok((await resolvesAtOnce({ perDomain: 20, perPeer: 100_000 }, 'an operator')) < 4)
    assert.equal(await resolvesAtOnce({ perDomain: 100_000, perPeer: 1 }, 'an operator'), MANY)
  },
  'budgets.proxies': async () => {
    assert.equal(await resolvesAtOnce({ perAddress: 30, proxies: ['127.0.0.1'] }), MANY)
  },
  'budgets.maxConcurrentRequests': async () => {
    assert.equal(await runsTwo(4), false, 'a fourth part')
    assert.equal(await runsTwo(8), true)
  },
  'budgets.maxConnectionsPerAddress': async () => {
    assert.equal(await takesTwo({ maxConnectionsPerAddress: 1 }), false)
    assert.equal(await takesTwo({ maxConnectionsPerAddress: 2 }), true)
  },
  'budgets.httpPerAddress': async () => {
    assert.deepEqual(await twoResolves({ budgets: { httpPerAddress: 20 } }), [404, 429])
    assert.deepEqual(await twoResolves({ budgets: { httpPerAddress: 100 } }), [404, 404])
  },
  'http.trustProxy': async () => {
    const settings = { http: { port: 0, trustProxy: 1 }, budgets: { httpPerAddress: 20 } }
    assert.deepEqual(await twoResolves(settings), [404, 404], 'two people behind one proxy')
  },
  'budgets.vaultsPerHour': async () => {
    const asks = (vaultsPerHour: number) =>
      withNode({ budgets: { ...GENEROUS, vaultsPerHour } }, async (node) => {
        await using person = await createPerson()
        const fetchKey = await newKey()
        for (let answered = 0; answered < 4; answered++) {
          const isAnswered = await getVault(node, person, fetchKey).then(
            () => true,
            () => false,
          )
          if (!isAnswered) return answered
        }
        return 4
      })
    assert.deepEqual([await asks(1), await asks(3)], [1, 3])
  },
  'budgets.stunPerAddress': async () => {
    const answers = (stunPerAddress: number) =>
      withNode({ stun: { host: '127.0.0.1', port: 0 }, budgets: { stunPerAddress } }, async (node) => {
        const socket = createSocket('udp4').on('message', () => {})
        const request = Buffer.from('000100002112a442000000000000000000000000', 'hex')
        for (let count = 0; count < 10; count++) socket.send(request, node.stunAddress?.port, '127.0.0.1')
        const seen = () => node.counts().stunAnswers + node.counts().stunDropped
        await until('all were seen', () => seen() === 10)
        socket.close()
        return node.counts().stunAnswers
      })
    assert.equal(await answers(2), 4)
    assert.equal(await answers(10), 10)
  },

  'relay.firstCircuitBytes': () =>
    withCircuit({ firstCircuitBytes: 20_000 }, async ({ node, relay, caller, callee }) => {
      await assert.rejects(echo(await call(caller, relay, callee), 20_000))
      await isCut(node)
    }),
  'relay.firstCircuitMs': () =>
    withCircuit({ firstCircuitMs: 200 }, async ({ node, relay, caller, callee }) => {
      await call(caller, relay, callee)
      await isCut(node)
    }),
  'relay.maxCircuitBytes': () =>
    withCircuit({ maxCircuitBytes: 200_000 }, async ({ relay, caller, callee, raise }) => {
      await call(caller, relay, callee)
      assert.equal((await raise()).maxBytes, 200_000)
    }),
  'relay.maxCircuitMs': () =>
    withCircuit({ maxCircuitMs: 7_200_000 }, async ({ relay, caller, callee, raise }) => {
      await call(caller, relay, callee)
      assert.ok((await raise()).endsAt > Date.now() + 7_000_000)
    }),
  'relay.raisedBytesPerHour': () =>
    withCircuit({ raisedBytesPerHour: 100_000 }, async ({ relay, caller, callee, raise }) => {
      await call(caller, relay, callee)
      assert.equal((await raise()).maxBytes, 131_072 + 100_000)
    }),
  'relay.circuitsPerMinute': () =>
    withCircuit({ circuitsPerMinute: 1 }, async ({ relay, caller, callee }) => {
      await (await call(caller, relay, callee)).close()
      await assert.rejects(call(caller, relay, callee), /RESOURCE_LIMIT_EXCEEDED/)
    }),
  'relay.maxCircuitsPerCaller': () =>
    withCircuit({ maxCircuitsPerCaller: 1 }, async ({ relay, caller, callee }) => {
      const second = await startCallee(relay)
      try {
        await call(caller, relay, callee)
        await assert.rejects(call(caller, relay, second), /RESOURCE_LIMIT_EXCEEDED/)
      } finally {
        await second.stop()
      }
    }),
}
