import { isIP, type LookupFunction, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { OpenPeerError } from '../errors.ts'
import type { DevNetwork } from './dev-network.ts'
import type { Dns } from './dns.node.ts'
import { isGlobalUnicast } from './global-address.ts'

const CONNECT_TIMEOUT_MS = 5_000

export interface GuardedConnectorOptions {
  dns: Dns
  dev: DevNetwork | null
  /** Ends a resolution and a handshake that are under way. */
  signal: AbortSignal
}

/**
 * The inner ring of the guarded fetch: it alone makes the connection, to the very addresses that were judged, so a
 * name that answers differently the second time gains nothing.
 *
 * Gives ADDRESS_REFUSED (an address that is not public, a local name), UNREACHABLE (no such host, DNS down) and
 * the socket's own errors. docs/spec/domain-binding.md, "The guarded fetch".
 */
export function guardedConnector({ dns, dev, signal }: GuardedConnectorOptions): buildConnector.connector {
  return (options, callback) => {
    const connect = async () => {
      const target = await chooseTarget(options.hostname, options.port, dns, dev, signal)
      signal.throwIfAborted()
      const connector = buildConnector({
        timeout: CONNECT_TIMEOUT_MS,
        lookup: answerWith(target.addresses),
        autoSelectFamily: true,
        ...(target.ca === null ? {} : { ca: target.ca }),
      })
      // It does return its socket; only so can one be ended whose handshake never finishes.
      const socket = connector(
        { ...options, hostname: target.hostname, port: target.port },
        callback,
      ) as unknown as Socket
      signal.addEventListener('abort', () => socket.destroy(), { once: true })
    }
    connect().catch((error: unknown) => callback(error as Error, null))
  }
}

interface Target {
  /** What the socket is told: the name, so that TLS checks it, or the literal address. */
  hostname: string
  port: string
  addresses: string[]
  ca: string | null
}

async function chooseTarget(
  host: string,
  port: string,
  dns: Dns,
  dev: DevNetwork | null,
  signal: AbortSignal,
): Promise<Target> {
  const mapped = dev?.addresses.get(host)
  if (dev !== null && mapped !== undefined) {
    return { hostname: host, port: String(mapped.port), addresses: [mapped.address], ca: dev.ca }
  }
  return { hostname: host, port, addresses: await publicAddresses(host, dns, signal), ca: null }
}

/**
 * Every address of a host; one that is not public refuses them all, literal addresses included.
 * Throws ADDRESS_REFUSED, UNREACHABLE, ABORTED.
 */
export async function publicAddresses(host: string, dns: Dns, signal: AbortSignal): Promise<string[]> {
  if (isLocalName(host)) throw refused(host, 'it is a name for this machine or its own network')
  const addresses = isIP(host) === 0 ? await dns.resolveAddresses(host, { signal }) : [host]
  const bad = addresses.find((address) => !isGlobalUnicast(address))
  if (bad !== undefined) throw refused(host, `${bad} is not an address of the public internet`)
  if (addresses.length === 0) throw new OpenPeerError('UNREACHABLE', `${host} has no address: check the spelling.`)
  return addresses
}

// RFC 6761 reserves localhost; a name without a dot is a neighbour in somebody's own network.
function isLocalName(host: string): boolean {
  return isIP(host) === 0 && (!host.includes('.') || host.endsWith('.localhost'))
}

function refused(host: string, reason: string): OpenPeerError {
  return new OpenPeerError('ADDRESS_REFUSED', `${host} is refused: ${reason}.`)
}

/** Hands the judged addresses to the socket in place of a second resolution. */
function answerWith(addresses: string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    const [first] = entries
    if (options.all) callback(null, entries)
    else callback(null, first?.address ?? '', first?.family)
  }
}
