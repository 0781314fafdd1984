import { equals } from 'uint8arrays/equals'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { select } from '../records/select.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation } from '../records/verified-record.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import type { LocateResponse } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import { within } from '../wire/within.ts'
import { checkLocations } from './ask-domain.ts'
import type { Locations } from './locations.ts'
import { nodesOfRecord } from './node-addresses.ts'

/** How long a home may keep a resolve waiting for locations, in ms; whoever is found without one is still found. */
export const LOCATE_TIMEOUT_MS = 500
/** Nodes of one home that are asked at once; another one when one of them fails, until one has answered. */
const NODES_AT_ONCE = 2

export interface GatherOptions {
  /** this node's own domain */
  domain: string
  network: string
  locations: Locations
  channels: Pick<Channels, 'request'>
  /** the domain record of a home; null when nobody has it */
  homeRecord: (domain: string) => Promise<VerifiedDomain | null>
  now: () => number
}

export interface Gathered {
  homes: VerifiedDomain[]
  locations: VerifiedLocation[]
}

/** What is known before the homes are asked. */
export interface Told {
  /** the home that told these locations already, or kept silent: it is not asked again */
  asked: string | null
  locations: VerifiedLocation[]
  /** false: nobody is asked */
  mayAsk: boolean
}

/** Asks the homes of an identity where its devices are, all at once, of each two nodes at a time. */
export async function gatherLocations(
  identity: VerifiedIdentity,
  told: Told,
  options: GatherOptions & { signal: AbortSignal },
): Promise<Gathered> {
  const { id, homes } = identity.payload
  const { domain, locations, homeRecord } = options
  const asked = homes.map(async (home) => {
    const record = await homeRecord(home).catch(() => null)
    if (home === domain)
      return { record, found: await checkLocations(locations.of(id).map(bytesOf), identity, time(options)) }
    const isAsked = record !== null && told.mayAsk && home !== told.asked
    return { record, found: isAsked ? await locate(record, identity, options) : [] }
  })
  const answers = await Promise.all(asked)
  // A home that has not heard yet that a device was removed still tells where it is.
  const listed = ({ payload }: VerifiedLocation) =>
    identity.payload.devices.some(({ peerId }) => equals(peerId, payload.peerId))
  const found = [...told.locations, ...answers.flatMap(({ found }) => found)].filter(listed)
  return {
    homes: answers.flatMap(({ record }) => (record === null ? [] : [record])),
    locations: newestOfEachDevice(found),
  }
}

async function locate(
  home: VerifiedDomain,
  identity: VerifiedIdentity,
  options: GatherOptions & { signal: AbortSignal },
): Promise<VerifiedLocation[]> {
  const { channels, signal } = options
  const question = { identityId: identity.payload.id }
  const done = new AbortController()
  const wait = { signal: AbortSignal.any([signal, done.signal]), timeoutMs: LOCATE_TIMEOUT_MS }
  const waiting = nodesOfRecord(home.payload)
  const askInTurn = async (): Promise<LocateResponse> => {
    let failure: unknown
    for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
      try {
        return await callPeer(channels, node.addresses, directory.locate, question, wait)
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }
  try {
    const asking = Promise.any(Array.from({ length: NODES_AT_ONCE }, askInTurn))
    const answer = await within(asking, { signal, timeoutMs: LOCATE_TIMEOUT_MS })
    return await checkLocations(answer.locations, identity, time(options))
  } catch {
    // A home that is gone tells no locations; the identity stands without them.
    return []
  } finally {
    done.abort()
  }
}

function newestOfEachDevice(locations: VerifiedLocation[]): VerifiedLocation[] {
  const newest = new Map<string, VerifiedLocation>()
  for (const location of locations) {
    const device = textFromBytes(location.payload.peerId, 'hex')
    const held = newest.get(device)
    const selection = held === undefined ? null : select(held, location)
    if (selection === null || (!selection.conflict && selection.winner === 'b')) newest.set(device, location)
  }
  return [...newest.values()]
}

function time({ network, now }: GatherOptions): { network: string; now: number } {
  return { network, now: now() }
}

function bytesOf({ bytes }: VerifiedLocation): Uint8Array {
  return bytes
}
