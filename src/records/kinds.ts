import { fromString } from 'uint8arrays/from-string'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'

/** Every kind of signed record. All but `location` are stored in the DHT. Spec: docs/spec/records.md */
export const RECORD_KINDS = ['domain', 'name', 'identity', 'sealed', 'location'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What one kind may take: `maxBytes` of the whole envelope, `maxLifetimeMs` from `seq` to `expiresAt`. */
export interface RecordLimits {
  maxBytes: number
  maxLifetimeMs: number
}

/** Spec: docs/spec/records.md, "Kinds". */
export const RECORD_LIMITS: Record<RecordKind, RecordLimits> = {
  domain: { maxBytes: 4096, maxLifetimeMs: 90 * DAY_MS },
  name: { maxBytes: 512, maxLifetimeMs: 30 * DAY_MS },
  identity: { maxBytes: 8192, maxLifetimeMs: 90 * DAY_MS },
  // The largest ciphertext is 12 KiB; the rest is the envelope around it.
  sealed: { maxBytes: 12_800, maxLifetimeMs: 90 * DAY_MS },
  location: { maxBytes: 2048, maxLifetimeMs: 2 * HOUR_MS },
}

/** No envelope of any kind is larger: bytes beyond this are refused before they are decoded. */
export const MAX_RECORD_BYTES = Math.max(...Object.values(RECORD_LIMITS).map((limits) => limits.maxBytes))

/** How far `seq` (a signing time) may lie ahead of the reader's clock. */
export const MAX_SEQ_AHEAD_MS = 5 * 60_000

const NETWORK = /^[a-z0-9-]{1,32}$/

/** Throws INVALID_ARGUMENT unless `network` is 1 to 32 of a-z, 0-9 and hyphen. */
export function checkNetwork(network: string): void {
  if (!NETWORK.test(network)) {
    throw new OpenPeerError('INVALID_ARGUMENT', `A network's name is 1 to 32 of a-z, 0-9 and "-", not "${network}".`)
  }
}

/** The signature's domain string, RFC 0002: what is signed for one network and kind is void in all others. */
export function domainString(network: string, kind: RecordKind): string {
  return `openpeer/${network}/${kind}/1`
}

/** The envelope's payload type. It names the network so that a record of another one can be told from a forgery. */
export function payloadType(network: string, kind: RecordKind): Uint8Array<ArrayBuffer> {
  return fromString(`/openpeer/${network}/${kind}`)
}

/** The kind that an envelope says it holds. Throws WRONG_KIND (not one of ours) or WRONG_NETWORK. */
export function kindOfPayloadType(type: Uint8Array, network: string): RecordKind {
  const [empty, openpeer, named, kind, ...rest] = textFromBytes(type).split('/')
  const known = RECORD_KINDS.find((one) => one === kind)
  if (empty !== '' || openpeer !== 'openpeer' || named === undefined || known === undefined || rest.length > 0) {
    throw new OpenPeerError('WRONG_KIND', 'The envelope holds no Open Peer record of a known kind.')
  }
  if (named !== network) {
    throw new OpenPeerError('WRONG_NETWORK', `The record is of another network, not of "${network}".`)
  }
  return known
}
