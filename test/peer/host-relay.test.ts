import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Libp2p } from '@libp2p/interface'
import { isOpenPeerError } from '../../src/errors.ts'
import { keepReservations } from '../../src/peer/relay-reservation.ts'
import { until } from '../node/until.ts'
import { startPerson, startRelay } from './connect-people.ts'
import { startStock } from './host-stock.ts'

/** Whether somebody else gets through to the person over the relay. */
async function isReached(circuit: ReturnType<Libp2p['getMultiaddrs']>): Promise<boolean> {
  const caller = await startStock()
  try {
    await caller.dial(circuit, { signal: AbortSignal.timeout(2_000) })
    return true
  } catch {
    return false
  } finally {
    await caller.stop()
  }
}

describe('a peer stays reachable through its relay', () => {
  test('when the relay restarts on the same address', async () => {
    const privateKey = await generateKeyPair('Ed25519')
    const first = await startRelay({ privateKey })
    const port = Number(
      first
        .getMultiaddrs()[0]
        ?.getComponents()
        .find(({ name }) => name === 'tcp')?.value,
    )
    const person = await startPerson({ relays: [first], listen: [] })
    const [address] = person.keeper.addresses()
    assert.ok(address !== undefined)
    assert.ok(address.toString().endsWith(`/p2p/${first.peerId}/p2p-circuit/p2p/${person.peerId}`))

    let changes = 0
    person.keeper.onChange(() => changes++)
    await first.stop()
    await until('the loss was noticed', () => person.keeper.addresses().length === 0)
    assert.equal(await isReached([address]), false)

    const second = await startRelay({ privateKey, port })
    await until('there is a slot again', () => person.keeper.addresses().length > 0)
    assert.ok(changes >= 2)
    assert.deepEqual(person.keeper.addresses().map(String), [address.toString()])
    assert.equal(await isReached([address]), true)
    await person.stop()
    await second.stop()
  })

  test('at two relays, at those that are chosen now and no others', async () => {
    const relays = await Promise.all([startRelay(), startRelay(), startRelay()])
    const [one, two, three] = relays
    assert.ok(one !== undefined && two !== undefined && three !== undefined)
    const person = await startPerson({ listen: [] })
    let chosen = [one, two]
    const { slots } = person.host.services
    const held = () => [...new Set(slots.addresses().map((address) => relayOf(address.toString())))].sort()
    const keeper = keepReservations({
      libp2p: person.host,
      relays: () => chosen.map((relay) => ({ peerId: relay.peerId, addresses: relay.getMultiaddrs() })),
    })
    const ids = (hosts: Libp2p[]) => hosts.map(({ peerId }) => peerId.toString()).sort()
    await until('both gave a slot', () => held().length === 2)
    assert.deepEqual(held(), ids([one, two]))

    chosen = [two, three]
    keeper.refresh()
    await until('the new one gave a slot, and the old one was left', () => held().join() === ids([two, three]).join())
    keeper.stop()
    await person.stop()
    await Promise.all(relays.map((relay) => relay.stop()))
  })

  test('a relay that is left keeps its slot until the last circuit over it has ended, and nobody new is sent there', async () => {
    const [left, chosen] = await Promise.all([startRelay(), startRelay()])
    const person = await startPerson({ relays: [left], listen: [] })
    const { slots } = person.host.services
    person.keeper.stop()
    let now = left
    const relays = () => [{ peerId: now.peerId, addresses: now.getMultiaddrs() }]
    const keeper = keepReservations({ libp2p: person.host, relays })
    await keeper.ready()
    const caller = await startStock()
    const circuit = await caller.dial(keeper.addresses())
    now = chosen
    keeper.refresh()
    const told = () => keeper.addresses().map((address) => relayOf(address.toString()))
    await until('the new relay gave a slot', () => told().join() === `${chosen.peerId}`)
    assert.deepEqual([circuit.status, slots.has(left.peerId)], ['open', true])
    await circuit.close()
    await until('the slot was given back', () => !slots.has(left.peerId))
    keeper.stop()
    await Promise.all([caller.stop(), person.stop(), left.stop(), chosen.stop()])
  })

  test('a host that introduces itself as a relay is not taken for one', async () => {
    const [chosen, pushy] = await Promise.all([startRelay(), startRelay()])
    const stock = await startStock(['/ip4/127.0.0.1/tcp/0', '/p2p-circuit'])
    const person = await startPerson({ relays: [chosen] })
    await pushy.dial(person.host.services.paths.ownAddresses())
    await pushy.dial(stock.getMultiaddrs())
    await until('the stock host took a slot', () => pushy.services.relay.reservations.has(stock.peerId))
    assert.equal(pushy.services.relay.reservations.has(person.peerId), false)
    assert.equal(chosen.services.relay.reservations.has(person.peerId), true)
    await Promise.all([person.stop(), stock.stop(), chosen.stop(), pushy.stop()])
  })

  test('with no relay to be had, waiting ends with a code', async () => {
    const person = await startPerson({ listen: [] })
    await assert.rejects(person.keeper.ready({ timeoutMs: 20 }), (error) => isOpenPeerError(error, 'TIMEOUT'))
    const stop = new AbortController()
    const waiting = person.keeper.ready({ signal: stop.signal })
    stop.abort()
    await assert.rejects(waiting, (error) => isOpenPeerError(error, 'ABORTED'))
    await person.stop()
  })
})

function relayOf(circuit: string): string {
  return /\/p2p\/([^/]+)\/p2p-circuit/.exec(circuit)?.[1] ?? ''
}
