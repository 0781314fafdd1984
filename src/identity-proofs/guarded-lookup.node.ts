import { lookup } from 'node:dns'
import { lookup as lookUp } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import type { Multiaddr } from '@multiformats/multiaddr'
import { OpenPeerError } from '../errors.ts'
import { withDeadline } from './deadline.ts'
import { isGlobalUnicast } from './global-address.ts'

/** How long a name may take to resolve, ms; one that takes longer is not dialled. */
const LOOKUP_TIMEOUT_MS = 5_000

/**
 * The `lookup` of a TCP socket that dials an address found in somebody's record: it refuses the very addresses that it
 * would connect to (ADDRESS_REFUSED) when one of them is not of the public internet, so that no name leads into this
 * machine's own network. Spec: docs/spec/domain-binding.md, "Dialled addresses".
 */
export const guardedLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    const inside = addresses?.find(({ address }) => !isGlobalUnicast(address))
    if (error !== null) callback(error, '')
    else if (inside !== undefined || first === undefined) callback(refused(host, inside?.address), '')
    else if (options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

function refused(host: string, address = 'nothing'): OpenPeerError {
  return new OpenPeerError('ADDRESS_REFUSED', `${host} is not dialled: it leads to ${address}, not to the internet.`)
}

/**
 * Whether the host name of a WebSocket address leads into the own network, as far as can be told before it is dialled:
 * a WebSocket takes no `lookup`. False for addresses without a name, and for names that lead nowhere.
 */
export async function leadsInside(address: Multiaddr): Promise<boolean> {
  const [first, ...rest] = address.getComponents()
  const isNamed = first?.name === 'dns' || first?.name === 'dns4' || first?.name === 'dns6'
  if (!isNamed || first.value === undefined || !rest.some(({ name }) => name === 'ws' || name === 'wss')) return false
  const host = first.value
  try {
    const work = () => lookUp(host, { all: true })
    const found = await withDeadline(work, { timeoutMs: LOOKUP_TIMEOUT_MS, what: `Looking up ${host}` })
    return found.some(({ address: ip }) => isIP(ip) !== 0 && !isGlobalUnicast(ip))
  } catch (error) {
    return error instanceof OpenPeerError
  }
}
