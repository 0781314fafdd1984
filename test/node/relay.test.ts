import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { type CircuitRelayService, circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, ServiceMap, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2pOptions } from 'libp2p'
import { meteredRelay, type RelayLimits } from '../../src/node/relay.ts'
import { createRelayMeter, type RelayMeter } from '../../src/node/relay-meter.ts'
import { until } from './until.ts'

const ECHO = '/test/echo/1.0.0'
const LIMITS: RelayLimits = { maxReservations: 10, maxCircuitBytes: 1_048_576, maxCircuitMs: 60_000 }

type RelayHost = Libp2p<{ relay: CircuitRelayService }>

function startHost<T extends ServiceMap>(options: Libp2pOptions<T>): Promise<Libp2p<T>> {
  return createLibp2p<T>({
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    ...options,
  })
}

const listen = ['/ip4/127.0.0.1/tcp/0']

async function startRelay(limits: Partial<RelayLimits> = {}): Promise<{ relay: RelayHost; meter: RelayMeter }> {
  const meter = createRelayMeter()
  const services = { identify: identify(), relay: meteredRelay({ ...LIMITS, ...limits }, meter) }
  return { relay: (await startHost({ addresses: { listen }, services })) as unknown as RelayHost, meter }
}

/** A device that waits at the relay; it echoes what it gets. */
async function startCallee(relay: RelayHost): Promise<Libp2p> {
  const address = `${relay.getMultiaddrs()[0]}/p2p-circuit`
  const callee = await startHost({ addresses: { listen: [address] }, services: { identify: identify() } })
  await callee.handle(
    ECHO,
    (stream: Stream) => {
      stream.addEventListener('message', ({ data }) => void stream.send(data.subarray()))
    },
    { runOnLimitedConnection: true },
  )
  return callee
}

function call(caller: Libp2p, relay: RelayHost, callee: Libp2p): Promise<Connection> {
  return caller.dial(multiaddr(`${relay.getMultiaddrs()[0]}/p2p-circuit/p2p/${callee.peerId}`))
}

/** Sends and waits until as much came back. */
async function echo(connection: Connection, bytes: number): Promise<void> {
  const stream = await connection.newStream(ECHO, { runOnLimitedConnection: true })
  const back = Promise.withResolvers<void>()
  let received = 0
  stream.addEventListener('message', ({ data }) => {
    received += data.byteLength
    if (received >= bytes) back.resolve()
  })
  stream.addEventListener('close', ({ error }) => back.reject(error ?? new Error('closed early')))
  stream.send(new Uint8Array(bytes))
  await back.promise
}

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

  for (const [name, limits, bytes] of [
    ['maxCircuitBytes: a circuit that carries more is cut', { maxCircuitBytes: 20_000 }, 50_000],
    ['maxCircuitMs: a circuit that lasts longer is cut', { maxCircuitMs: 200 }, 10],
  ] as const) {
    it(name, async () => {
      const { relay } = await startRelay(limits)
      const callee = await startCallee(relay)
      const caller = await startHost({ services: { identify: identify() } })
      try {
        const connection = await call(caller, relay, callee)
        const closed = new Promise((resolve) => connection.addEventListener('close', resolve, { once: true }))
        await echo(connection, bytes).catch(() => {})
        await closed
      } finally {
        await Promise.all([relay, caller, callee].map((host) => host.stop()))
      }
    })
  }
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
