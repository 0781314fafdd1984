import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { identify } from '@libp2p/identify'
import type { Libp2p, Stream } from '@libp2p/interface'
import type { RelayMeter } from '../../src/node/relay-meter.ts'
import { call, echo, type RelayHost, startCallee, startHost, startRelay } from './relay-hosts.ts'
import { until } from './until.ts'

const [HOP, STOP] = ['/libp2p/circuit/relay/0.2.0/hop', '/libp2p/circuit/relay/0.2.0/stop']
/** StopMessage {type: STATUS, status: OK}, after its length. */
const YES = Uint8Array.from([4, 0x08, 1, 0x20, 100])

/** HopMessage {type: CONNECT, peer: {id}}, after its length. */
function connectTo({ peerId }: Libp2p): Uint8Array {
  const id = peerId.toMultihash().bytes
  const message = [0x08, 1, 0x12, id.byteLength + 2, 0x0a, id.byteLength, ...id]
  return Uint8Array.from([message.length, ...message])
}

describe('a caller that hangs up', () => {
  let relay: RelayHost
  let meter: RelayMeter
  let caller: Libp2p
  let callee: Libp2p
  before(async () => {
    ;({ relay, meter } = await startRelay())
    caller = await startHost({ services: { identify: identify() } })
    callee = await startCallee(relay)
  })
  after(() => Promise.all([relay, caller, callee].map((host) => host.stop())))

  it('in the middle of a conversation ends it for the callee', async () => {
    const connection = await call(caller, relay, callee)
    await echo(connection, 1_000)
    connection.abort(new Error('gone'))
    await until('the callee knows', () => callee.getConnections(caller.peerId).length === 0)
    await until('the circuit is closed', () => meter.counters().openCircuits === 0)
  })

  it('while the callee makes up its mind leaves it no circuit to a caller that is gone', async () => {
    const called = Promise.withResolvers<Stream>()
    await callee.unhandle(STOP)
    await callee.handle(STOP, (stream) => called.resolve(stream), { runOnLimitedConnection: true })
    const toRelay = await caller.dial(relay.getMultiaddrs())
    const hop = await toRelay.newStream(HOP)
    hop.send(connectTo(callee))
    const stop = await called.promise
    hop.abort(new Error('no time'))
    const hops = () => relay.getConnections(caller.peerId).flatMap(({ streams }) => streams.filter(isHop))
    await until('the relay knows', () => hops().length === 0)
    stop.send(YES)
    await until('the callee is let go', () => stop.status !== 'open')
    assert.equal(meter.counters().openCircuits, 0)
  })
})

function isHop({ protocol }: Stream): boolean {
  return protocol === HOP
}
