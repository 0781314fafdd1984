import type { PeerId } from '@libp2p/interface'
import { errorCode, isOpenPeerError, OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import { NOBODY_KNOWN, type PutOrigin } from '../../federation/put-origin.ts'
import { MAX_RECORD_BYTES } from '../../records/kinds.ts'
import { registrableDomain } from '../../records/registrable-domain.ts'
import { openRecord } from '../../records/validate.ts'
import type { VerifiedRecord } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import type { PublishResult, RecordEntry } from '../../wire/messages.js'
import { directory } from '../../wire/methods.ts'
import type { Handler, RequestContext } from '../../wire/serve-channel.ts'
import type { OperatorConfig } from '../config.ts'
import type { Locations } from '../locations.ts'
import type { NameRegistry } from '../name-registry.ts'
import type { UnlistedLocations } from '../unlisted-locations.ts'

/** Records of one request: a peer has a handful, and each is put to eight holders. */
export const MAX_PUBLISHED_AT_ONCE = 16

export interface PublishHandlerOptions {
  domain: string
  network: string
  /** `open` domains alone take guests, since they are charged for them */
  registration: OperatorConfig['registration']
  registry: NameRegistry
  /** told of each identity that was stored: devices that it does not list are met here no more */
  locations: Locations
  unlisted: Pick<UnlistedLocations, 'takeSealed'>
  federation: Federation
  /** this node's peer id, multihash bytes */
  self: Uint8Array
  /** this node's clock, ms: told to whoever publishes */
  now: () => number
}

const NOTHING: PublishResult = {
  outcome: '',
  holders: 0,
  needed: 0,
  code: '',
  message: '',
  current: new Uint8Array(),
  retryAfterMs: 0,
}

/**
 * `publish`: stores each record and puts it to its holders, one result an entry (docs/spec/directory.md, "Publish"). A newer
 * version of a key that is held is taken from anybody: no home can stop a rotation, a recovery or a move. A new key is
 * taken only for people at home here: REFUSED. One bad record does not spoil the others.
 */
export function publishHandler(options: PublishHandlerOptions): Handler {
  return answering(directory.publish, async ({ records }, context) => {
    if (records.length > MAX_PUBLISHED_AT_ONCE) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `Publish at most ${MAX_PUBLISHED_AT_ONCE} records at once`)
    }
    const results = await Promise.all(records.map((entry) => publishOne(entry, options, context)))
    return { results, time: options.now() }
  })
}

async function publishOne(
  entry: RecordEntry,
  options: PublishHandlerOptions,
  { signal, remotePeer }: Pick<RequestContext, 'signal' | 'remotePeer'>,
): Promise<PublishResult> {
  const { federation } = options
  const { routingKey, envelope } = entry
  try {
    if (envelope.byteLength > MAX_RECORD_BYTES) {
      throw new OpenPeerError('RECORD_TOO_LARGE', `No record has more than ${MAX_RECORD_BYTES} bytes`)
    }
    const origin = await originOf(entry, options, remotePeer, await federation.store.get(routingKey))
    const { outcome, record, holders, needed } = await federation.publish(envelope, routingKey, { signal, origin })
    if (outcome === 'stored' && record.kind === 'identity') options.locations.review(record)
    const stands = outcome === 'not-newest' || outcome === 'conflict'
    return { ...NOTHING, outcome, holders, needed, current: stands ? record.bytes : NOTHING.current }
  } catch (error) {
    if (!isOpenPeerError(error)) throw error
    return { ...NOTHING, code: errorCode(error), message: error.message, retryAfterMs: error.retryAfterMs ?? 0 }
  }
}

/**
 * Who is charged for the record in this node's own store. People with a name here are its own. Who only lists this domain
 * as a home is its guest, charged to the domain as to any other: anybody may say so, so that only an `open` domain takes them. Throws REFUSED for new records of others.
 * A sealed record names nobody: who brings a new one is at home here with a device, or REFUSED; RATE_LIMITED above a number.
 */
async function originOf(
  { routingKey, envelope }: RecordEntry,
  options: PublishHandlerOptions,
  remotePeer: PeerId,
  held: VerifiedRecord | null,
): Promise<PutOrigin> {
  const { domain, network, registration, registry, self } = options
  const record = await openRecord(envelope, routingKey, { network })
  const guest = { kind: 'operator', account: registrableDomain(domain), peerId: self, handedOnFor: '' } as const
  const id = record.kind === 'identity' ? record.payload.id : null
  if (id !== null && registry.namesOf(id).length > 0) return { kind: 'self' }
  if (record.kind === 'identity' && record.payload.homes.includes(domain) && registration.mode === 'open') {
    return guest
  }
  if (held !== null) return NOBODY_KNOWN
  const waitMs = record.kind === 'sealed' ? options.unlisted.takeSealed(remotePeer) : null
  if (waitMs === 0) return guest
  if (waitMs !== null) {
    throw new OpenPeerError('RATE_LIMITED', 'Too many new invitations in one day', { retryAfterMs: waitMs })
  }
  const text =
    record.kind === 'location'
      ? 'A location is kept by the homes alone: send it with putLocation'
      : registration.mode === 'open'
        ? `This node takes new ${record.kind} records of people at home in ${domain} only: list it as a home`
        : `This node takes new records of people with a name of ${domain} only: register one first`
  throw new OpenPeerError('REFUSED', text)
}
