import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError } from '../../src/errors.ts'
import { createCircuits, MIN_RAISE_BYTES, RAISE_STEP_BYTES } from '../../src/node/circuits.ts'
import { createRelayMeter } from '../../src/node/relay-meter.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'
import { call, echo, LIMITS, type Limits, startCallee, startHost, startRelay, type TestRelay } from './relay-hosts.ts'
import { until } from './until.ts'

const MEBIBYTE = 1_048_576

describe('a circuit', () => {
  const running: Libp2p[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((host) => host.stop()))
  })

  async function people(limits: Partial<Limits> = {}): Promise<TestRelay & { caller: Libp2p; callee: Libp2p }> {
    const relayed = await startRelay(limits)
    const callee = await startCallee(relayed.relay)
    const caller = await startHost({ services: { identify: identify() } })
    running.push(relayed.relay, callee, caller)
    return { ...relayed, callee, caller }
  }

  /** The callee's end of the circuit, which stands a moment after the caller's. */
  async function answered(callee: Libp2p, caller: Libp2p): Promise<Connection> {
    await until('the callee has the connection too', () => callee.getConnections(caller.peerId).length === 1)
    const [connection] = callee.getConnections(caller.peerId)
    assert.ok(connection)
    return connection
  }

  const end = (connection: Connection) =>
    new Promise<void>((resolve) => {
      if (connection.status !== 'open') resolve()
      else connection.addEventListener('close', () => resolve(), { once: true })
    })

  it('ends on both sides once it has carried its first bytes, and never carries more', async () => {
    const { relay, caller, callee, circuits, meter } = await people({ firstCircuitBytes: 100_000 })
    const connection = await call(caller, relay, callee)
    const theirs = await answered(callee, caller)
    await assert.rejects(echo(connection, 200_000))
    await Promise.all([end(connection), end(theirs)])
    assert.ok(meter.counters().bytesTotal <= 100_000, `${meter.counters().bytesTotal}`)
    assert.equal(circuits.counters().cut, 1)
  })

  it('ends after its first time', async () => {
    const { relay, caller, callee, circuits } = await people({ firstCircuitMs: 200 })
    const connection = await call(caller, relay, callee)
    await end(connection)
    assert.equal(circuits.counters().cut, 1)
    await (await call(caller, relay, callee)).close()
  })

  it('is a limited connection for both sides, which are told of its first limit', async () => {
    const { relay, caller, callee } = await people({ firstCircuitBytes: 100_000, firstCircuitMs: 60_000 })
    const connection = await call(caller, relay, callee)
    for (const { limits } of [connection, await answered(callee, caller)]) {
      assert.ok(limits?.bytes !== undefined && limits.bytes > 80_000n && limits.bytes <= 100_000n, `${limits?.bytes}`)
      assert.ok(limits.seconds !== undefined && limits.seconds > 50 && limits.seconds <= 60)
    }
  })

  it('carries more when the device that was called asks for it, and lasts longer', async () => {
    const { relay, caller, callee, circuits } = await people({ firstCircuitBytes: 100_000, firstCircuitMs: 300 })
    const connection = await call(caller, relay, callee)
    const { maxBytes, endsAt } = circuits.raise(callee.peerId, caller.peerId)
    assert.equal(maxBytes, LIMITS.maxCircuitBytes)
    assert.ok(Math.abs(endsAt - (Date.now() + LIMITS.maxCircuitMs)) < 5_000)
    await echo(connection, 200_000)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await echo(connection, 10_000)
    assert.equal(circuits.counters().cut, 0)
  })

  it('is not raised by its caller, by a third device, or for another caller', async () => {
    const { relay, caller, callee, circuits } = await people()
    await call(caller, relay, callee)
    const refused = { code: 'REFUSED' }
    assert.throws(() => circuits.raise(caller.peerId, callee.peerId), refused)
    assert.throws(() => circuits.raise(caller.peerId, caller.peerId), refused)
    assert.throws(() => circuits.raise(relay.peerId, caller.peerId), refused)
    assert.throws(() => circuits.raise(callee.peerId, relay.peerId), refused)
  })

  it('is refused at once, and in order, when the caller called too often; others get theirs', async () => {
    const { relay, caller, callee, circuits } = await people({ circuitsPerMinute: 2 })
    for (let count = 0; count < 2; count++) await (await call(caller, relay, callee)).close()
    const startedAt = performance.now()
    await assert.rejects(call(caller, relay, callee), /RESOURCE_LIMIT_EXCEEDED/)
    assert.ok(performance.now() - startedAt < 1_000)
    assert.equal(circuits.counters().refused, 1)
    const other = await startHost({ services: { identify: identify() } })
    running.push(other)
    await echo(await call(other, relay, callee), 1_000)
  })

  it('is refused while the caller has as many as it may', async () => {
    const { relay, caller, callee } = await people({ maxCircuitsPerCaller: 1 })
    const second = await startCallee(relay)
    running.push(second)
    const first = await call(caller, relay, callee)
    await assert.rejects(call(caller, relay, second), /RESOURCE_LIMIT_EXCEEDED/)
    await first.close()
    await echo(await call(caller, relay, second), 1_000)
  })
})

describe('what a device may raise in an hour', () => {
  const CALLEE = peerIdFromRaw(new Uint8Array(32).fill(1))
  const caller = (number: number) => peerIdFromRaw(new Uint8Array(32).fill(number))

  function world(limits: Partial<Limits>, addressOf: () => string | null = () => null) {
    let at = 1_000_000
    const all = { ...LIMITS, maxCircuitBytes: 100 * MEBIBYTE, ...limits }
    const circuits = createCircuits({ limits: all, meter: createRelayMeter(), addressOf, now: () => at })
    const open = (from: PeerId, callee: PeerId = CALLEE) => {
      const stream = Object.assign(new EventTarget(), {
        status: 'open',
        send: () => true,
        abort: () => close(),
      }) as unknown as Stream & EventTarget
      const close = () => {
        Object.assign(stream, { status: 'aborted' })
        stream.dispatchEvent(new Event('close'))
      }
      circuits.carry(stream, from, { remotePeer: callee, remoteAddr: multiaddr('/ip4/198.51.100.7/tcp/1') })
      return { send: (bytes: number) => stream.send(new Uint8Array(bytes)), close }
    }
    return { circuits, open, pass: (ms: number) => (at += ms) }
  }

  it('is given step by step, and not before the last step is half used', () => {
    const { circuits, open } = world({ raisedBytesPerHour: 20 * MEBIBYTE })
    const { send, close } = open(caller(2))
    const raise = () => circuits.raise(CALLEE, caller(2)).maxBytes - LIMITS.firstCircuitBytes
    assert.equal(raise(), RAISE_STEP_BYTES)
    assert.equal(raise(), RAISE_STEP_BYTES, 'nothing was used of it')
    send(RAISE_STEP_BYTES / 2 + 1 + LIMITS.firstCircuitBytes)
    assert.equal(raise(), 2 * RAISE_STEP_BYTES)
    close()
  })

  it('ends, for all its circuits together, with the time after which there is some again', () => {
    const { circuits, open, pass } = world({ raisedBytesPerHour: 6 * MEBIBYTE })
    const opened = [2, 3, 4].map((number) => open(caller(number)))
    const raise = (number: number) => circuits.raise(CALLEE, caller(number)).maxBytes - LIMITS.firstCircuitBytes
    assert.deepEqual([raise(2), raise(3)], [RAISE_STEP_BYTES, 2 * MEBIBYTE])
    const waitMs = Math.ceil((MIN_RAISE_BYTES / (6 * MEBIBYTE)) * 3_600_000)
    assert.throws(() => raise(4), { code: 'RATE_LIMITED', retryAfterMs: waitMs })
    pass(waitMs)
    assert.ok(raise(4) >= MIN_RAISE_BYTES)
    for (const { close } of opened) close()
  })

  it('is no more for many devices behind one address than for four: peer ids are free', () => {
    const { circuits, open } = world({ raisedBytesPerHour: RAISE_STEP_BYTES }, () => '198.51.100.7')
    let raised = 0
    for (let number = 10; number < 30; number++) {
      const { send, close } = open(caller(2), caller(number))
      try {
        send(circuits.raise(caller(number), caller(2)).maxBytes)
        raised++
      } catch (error) {
        assert.ok(isOpenPeerError(error, 'RATE_LIMITED') && (error.retryAfterMs ?? 0) > 0)
      }
      close()
    }
    assert.equal(raised, 4)
  })

  it('gets back what a circuit did not use', () => {
    const { circuits, open } = world({ raisedBytesPerHour: 4 * MEBIBYTE })
    for (let number = 2; number < 10; number++) {
      const { send, close } = open(caller(number))
      send(LIMITS.firstCircuitBytes)
      assert.equal(circuits.raise(CALLEE, caller(number)).maxBytes, RAISE_STEP_BYTES + LIMITS.firstCircuitBytes)
      close()
    }
    const { send, close } = open(caller(10))
    circuits.raise(CALLEE, caller(10))
    send(LIMITS.firstCircuitBytes + RAISE_STEP_BYTES)
    close()
    const last = open(caller(11))
    assert.throws(() => circuits.raise(CALLEE, caller(11)), { code: 'RATE_LIMITED' })
    last.close()
  })
})

describe('calls from one address', () => {
  it('are together as many as those of four callers', () => {
    const circuits = createCircuits({
      limits: { ...LIMITS, circuitsPerMinute: 1 },
      meter: createRelayMeter(),
      addressOf: String,
      now: () => 0,
    })
    const callFrom = (host: string, number: number) => {
      const remotePeer = peerIdFromRaw(new Uint8Array(32).fill(number))
      return circuits.call({ remotePeer, remoteAddr: multiaddr(`/ip4/${host}/tcp/1`) }) !== null
    }
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((number) => callFrom('192.0.2.1', number)),
      [true, true, true, true, false],
    )
    assert.equal(callFrom('192.0.2.2', 6), true)
  })
})
