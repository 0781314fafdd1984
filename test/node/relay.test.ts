import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import type { RelayMeter } from '../../src/node/relay-meter.ts'
import { call, echo, listen, type RelayHost, startCallee, startHost, startRelay } from './relay-hosts.ts'
import { until } from './until.ts'

describe('the relay of an operator node', () => {
  let relay: RelayHost
  let meter: RelayMeter
  let caller: Libp2p
  let callee: Libp2p
  before(async () => {
    ;({ relay, meter } = await startRelay())
    callee = await startCallee(relay)
    caller = await startHost({ services: { identify: identify() } })
  })
  after(() => Promise.all([relay, caller, callee].map((host) => host.stop())))

  it('counts nothing for a reservation: only circuits are conversations', () => {
    assert.equal(relay.services.relay.reservations.size, 1)
    assert.deepEqual(meter.counters(), { circuits: 0, openCircuits: 0, bytesTotal: 0, pairs: [] })
  })

  it('counts what a circuit carries, both directions, for the pair, and no more once it is closed', async () => {
    const connection = await call(caller, relay, callee)
    const opened = meter.counters()
    assert.deepEqual([opened.circuits, opened.openCircuits], [1, 1])

    await echo(connection, 50_000)
    const { bytesTotal, pairs } = meter.counters()
    const carried = bytesTotal - opened.bytesTotal
    assert.ok(carried >= 100_000 && carried < 110_000, `there and back, and a little around it: ${carried}`)
    const [a, b] = [String(caller.peerId), String(callee.peerId)].sort()
    assert.deepEqual(pairs, [{ a, b, bytes: bytesTotal, circuits: 1 }])

    await connection.close()
    await until('the circuit is closed', () => meter.counters().openCircuits === 0)
    const closed = meter.counters().bytesTotal
    const direct = await caller.dial(relay.getMultiaddrs())
    await assert.rejects(echo(direct, 1_000), 'the relay itself does not echo')
    assert.equal(meter.counters().bytesTotal, closed, 'talking to the relay is not relaying')
  })

  it('frees the slot of a device that leaves, and takes the timer of that slot with it', async () => {
    const device = await startCallee(relay)
    const reservation = relay.services.relay.reservations.get(device.peerId)
    assert.ok(reservation)
    let isCleared = false
    Object.assign(reservation.signal, { clear: () => (isCleared = true) })
    await device.stop()
    await until('the slot is free', () => !relay.services.relay.reservations.has(device.peerId))
    assert.ok(isCleared, 'else the old timer would end the slot that the device gets when it comes back')
  })
})

describe('the limits of the relay', () => {
  it('maxReservations: the next device is turned away, until one leaves', async () => {
    const { relay } = await startRelay({ maxReservations: 1 })
    const first = await startCallee(relay)
    try {
      await assert.rejects(startCallee(relay))
      await first.stop()
      await until('the slot is free', () => relay.services.relay.reservations.size === 0)
      await (await startCallee(relay)).stop()
    } finally {
      await Promise.all([relay.stop(), first.stop()])
    }
  })
})

describe('why the relay is wrapped', () => {
  it('@libp2p/circuit-relay-v2 still keeps the slot of a device that left (when it no longer does: remove freeSlot)', async () => {
    const services = { identify: identify(), relay: circuitRelayServer() }
    const relay = (await startHost({ addresses: { listen }, services })) as unknown as RelayHost
    const device = await startCallee(relay)
    try {
      const left = new Promise((resolve) => relay.addEventListener('peer:disconnect', resolve, { once: true }))
      await device.stop()
      await left
      assert.equal(relay.services.relay.reservations.size, 1)
    } finally {
      await Promise.all([relay.stop(), device.stop()])
    }
  })
})
