import { noise } from '@chainsafe/libp2p-noise'
import { type CircuitRelayService, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, ServiceMap, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2pOptions } from 'libp2p'
import { type CircuitLimits, type Circuits, createCircuits } from '../../src/node/circuits.ts'
import { limitedRelay } from '../../src/node/relay.ts'
import { createRelayMeter, type RelayMeter } from '../../src/node/relay-meter.ts'

const ECHO = '/test/echo/1.0.0'
export const LIMITS: CircuitLimits = {
  firstCircuitBytes: 131_072,
  firstCircuitMs: 60_000,
  maxCircuitBytes: 1_048_576,
  maxCircuitMs: 120_000,
  circuitsPerMinute: 60,
  maxCircuitsPerCaller: 32,
  raisedBytesPerHour: 10_485_760,
}

export type Limits = CircuitLimits & { maxReservations: number }
export type RelayHost = Libp2p<{ relay: CircuitRelayService }>

export function startHost<T extends ServiceMap>(options: Libp2pOptions<T>): Promise<Libp2p<T>> {
  return createLibp2p<T>({
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    ...options,
  })
}

export const listen = ['/ip4/127.0.0.1/tcp/0']

export interface TestRelay {
  relay: RelayHost
  meter: RelayMeter
  circuits: Circuits
}

export async function startRelay({ maxReservations = 10, ...limits }: Partial<Limits> = {}): Promise<TestRelay> {
  const meter = createRelayMeter()
  const all = { ...LIMITS, ...limits }
  const circuits = createCircuits({ limits: all, meter, addressOf: () => null, now: Date.now })
  const services = { identify: identify(), relay: limitedRelay({ maxReservations }, circuits) }
  const relay = (await startHost({ addresses: { listen }, services })) as unknown as RelayHost
  return { relay, meter, circuits }
}

/** A device that waits at the relay; it echoes what it gets. */
export async function startCallee(relay: RelayHost): Promise<Libp2p> {
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

export function call(caller: Libp2p, relay: RelayHost, callee: Libp2p): Promise<Connection> {
  return caller.dial(multiaddr(`${relay.getMultiaddrs()[0]}/p2p-circuit/p2p/${callee.peerId}`))
}

/** Sends and waits until as much came back. */
export async function echo(connection: Connection, bytes: number): Promise<void> {
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
