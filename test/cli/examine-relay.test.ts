// Doctor's look at a relay: real ones, and what pretends to be one.
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { examineRelay } from '../../src/cli/doctor/examine-relay.ts'
import { createHost } from '../../src/peer/host.node.ts'
import type { PeerHost } from '../../src/peer/host.ts'
import { type Relay, startRelay } from '../peer/connect-people.ts'
import { startHost } from '../wire/hosts.ts'

const network = 'test'
let caller: PeerHost

before(async () => {
  caller = await createHost({
    ...{ network, deviceKey: await generateKeyPair('Ed25519'), listen: [], allowPrivateAddresses: true },
    iceServers: () => [],
    chosenRelays: () => [],
  })
})
after(() => caller.stop())

const never = new AbortController().signal
const look = (node: { peerId: string; addresses: ReturnType<typeof multiaddr>[] }, signal = never) =>
  examineRelay(node, { network, host: caller, allowPrivateAddresses: true, signal })
const nodeOf = (host: Libp2p) => ({ peerId: host.peerId.toString(), addresses: host.getMultiaddrs() })

describe('doctor at a relay', { concurrency: true }, () => {
  it('takes a slot, is called there through it, and reads the limits', async () => {
    const relay = await startRelay()
    const facts = await look(nodeOf(relay))
    await relay.stop()
    assert.deepEqual([facts.result, facts.maxMs], ['reached', 120_000], facts.detail)
    // The handshake took its part of the 128 KiB.
    assert.ok((facts.maxBytes ?? 0) > 125_000 && (facts.maxBytes ?? 0) < 131_072, `${facts.maxBytes}`)
  })

  it('hears of no limits where there are none', async () => {
    const relay = await startRelay({ limited: false })
    const { result, maxBytes, maxMs } = await look(nodeOf(relay))
    await relay.stop()
    assert.deepEqual([result, maxBytes, maxMs], ['reached', null, null])
  })

  it('says that a node gives no slot, and why', async () => {
    const host = await startHost()
    const { result, detail } = await look(nodeOf(host))
    await host.stop()
    assert.equal(result, 'no-slot')
    assert.match(detail, /gave no slot.*\(/)
  })

  it('tells a relay that gives slots and lets no call through', async () => {
    const relay = await startRelay()
    const service = relay.services.relay as Relay['services']['relay'] & { stopHop: unknown }
    service.stopHop = async () => undefined
    const { result } = await look(nodeOf(relay))
    await relay.stop()
    assert.equal(result, 'not-reached')
  })

  it('does not wait for ever for one that says nothing', { timeout: 30_000 }, async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const host = await startHost({ listen: false })
    const address = multiaddr(`/ip4/127.0.0.1/tcp/${port}/p2p/${host.peerId}`)
    const facts = await look({ peerId: host.peerId.toString(), addresses: [address] })
    await host.stop()
    silent.close()
    assert.equal(facts.result, 'no-slot')
  })

  it('ends when it is told to', async () => {
    const ended = AbortSignal.abort()
    const relay = await startRelay()
    await assert.rejects(look(nodeOf(relay), ended), { code: 'ABORTED' })
    await relay.stop()
  })
})
