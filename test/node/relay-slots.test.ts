import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { circuitRelayServer, RELAY_V2_HOP_CODEC } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { byteStream } from '@libp2p/utils'
import { listen, type RelayHost, startHost, startRelay } from './relay-hosts.ts'
import { until } from './until.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** HopMessage {type: RESERVE}, with its length. */
const RESERVE = Uint8Array.from([2, 0x08, 0])
const TIMES = 20

describe('the slots of a relay', () => {
  const timeout = AbortSignal.timeout
  let timers: WeakRef<AbortSignal>[] = []
  beforeEach(() => {
    timers = []
    // The library's timer of a slot: two hours.
    AbortSignal.timeout = (ms) => {
      const signal = timeout.call(AbortSignal, ms)
      if (ms > 3_600_000) timers.push(new WeakRef(signal))
      return signal
    }
  })
  afterEach(() => {
    AbortSignal.timeout = timeout
  })

  /** How many timers of slots are still held by something. */
  async function running(): Promise<number> {
    // Finalizers of one round free what the next one collects.
    for (let rounds = 0; rounds < 5; rounds++) {
      collectGarbage()
      await delay(1)
    }
    return timers.filter((timer) => timer.deref() !== undefined).length
  }

  async function reserve(device: Libp2p, relay: RelayHost): Promise<void> {
    const stream = await device.dialProtocol(relay.getMultiaddrs(), RELAY_V2_HOP_CODEC)
    const bytes = byteStream(stream)
    await bytes.write(RESERVE)
    await bytes.read()
    stream.abort(new Error('over'))
  }

  async function renewOften(relay: RelayHost): Promise<number> {
    const device = await startHost({ services: { identify: identify() } })
    try {
      for (let i = 0; i < TIMES; i++) await reserve(device, relay)
      assert.equal(timers.length, TIMES)
      assert.equal(relay.services.relay.reservations.size, 1)
      return await running()
    } finally {
      await Promise.all([device.stop(), relay.stop()])
    }
  }

  it('have one timer, however often they are renewed', async () => {
    assert.equal(await renewOften((await startRelay()).relay), 1)
  })

  it('of the library have one more for each renewal (when no longer: remove that from relay-slots.ts)', async () => {
    const services = { identify: identify(), relay: circuitRelayServer() }
    const relay = (await startHost({ addresses: { listen }, services })) as unknown as RelayHost
    assert.ok((await renewOften(relay)) >= TIMES - 1)
  })

  it('leave no timer behind when the device did not wait for the answer', async () => {
    const { relay } = await startRelay()
    const device = await startHost({ services: { identify: identify() } })
    try {
      for (let i = 0; i < TIMES; i++) {
        const stream = await device.dialProtocol(relay.getMultiaddrs(), RELAY_V2_HOP_CODEC)
        stream.send(RESERVE)
        stream.abort(new Error('gone'))
      }
      const { reservations } = relay.services.relay
      await until('all were heard', () => timers.length > 0)
      await device.stop()
      await until('the slot is free', () => reservations.size === 0)
      assert.equal(await running(), 0)
    } finally {
      await Promise.all([device.stop(), relay.stop()])
    }
  })
})
