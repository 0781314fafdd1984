import type { Multiaddr } from '@multiformats/multiaddr'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { PeerHost } from './host.ts'
import type { PeerStorage } from './storage.ts'

const PORTS_KEY = 'self/ports'
const ANY_PORT = /\/(tcp|udp)\/0(?=\/|$)/

/**
 * Starts the host on the ports it had last time where `listen` leaves them open (`/tcp/0`): the addresses that contacts
 * remember must still lead here after a restart, or nobody finds back without operators. Ports taken meanwhile are
 * chosen anew.
 */
export async function startOnSteadyPorts(
  storage: PeerStorage,
  listen: string[],
  start: (listen: string[]) => Promise<PeerHost>,
): Promise<PeerHost> {
  const lastPorts = await readPorts(storage)
  const wanted = listen.map((address, at) => withPort(address, lastPorts[at]))
  let host = await start(wanted)
  const isMissing = (address: string) => portOf(host.services.paths.ownAddresses(), address) === null
  if (wanted.some((address, at) => address !== listen[at] && isMissing(address))) {
    await host.stop()
    host = await start(listen)
  }
  const own = host.services.paths.ownAddresses()
  const ports = listen.map((address, at) => portOf(own, withPort(address, lastPorts[at])) ?? portOf(own, address) ?? 0)
  if (listen.some((address) => ANY_PORT.test(address))) await storage.put(PORTS_KEY, fromString(JSON.stringify(ports)))
  return host
}

async function readPorts(storage: PeerStorage): Promise<number[]> {
  const bytes = await storage.get(PORTS_KEY)
  return bytes === null ? [] : (JSON.parse(toText(bytes)) as number[])
}

function withPort(address: string, port: number | undefined): string {
  return port ? address.replace(ANY_PORT, `/$1/${port}`) : address
}

/** The port at which the host listens for a listen address; null when it does not. */
function portOf(own: Multiaddr[], address: string): number | null {
  const [, , host, transport, port, ...rest] = address.split('/')
  const isAnyHost = host === '0.0.0.0' || host === '::'
  for (const one of own) {
    const [, family, ownHost, ownTransport, ownPort, ...ownRest] = one.toString().split('/')
    const isSame =
      family === address.split('/')[1] &&
      (isAnyHost || ownHost === host) &&
      ownTransport === transport &&
      (port === '0' || ownPort === port) &&
      ownRest.includes('ws') === rest.includes('ws')
    if (isSame) return Number(ownPort)
  }
  return null
}
