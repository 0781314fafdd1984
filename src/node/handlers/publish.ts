import { errorCode, isOpenPeerError, OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import { MAX_RECORD_BYTES } from '../../records/kinds.ts'
import { openRecord } from '../../records/validate.ts'
import type { VerifiedRecord } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import type { PublishResult, RecordEntry } from '../../wire/messages.js'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { NameRegistry } from '../name-registry.ts'

/** Records of one request: a peer has a handful, and each is put to eight holders. */
export const MAX_PUBLISHED_AT_ONCE = 16

export interface PublishHandlerOptions {
  domain: string
  network: string
  registry: NameRegistry
  federation: Federation
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
  return answering(directory.publish, async ({ records }, { signal }) => {
    if (records.length > MAX_PUBLISHED_AT_ONCE) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `Publish at most ${MAX_PUBLISHED_AT_ONCE} records at once`)
    }
    return { results: await Promise.all(records.map((entry) => publishOne(entry, options, signal))) }
  })
}

async function publishOne(
  entry: RecordEntry,
  options: PublishHandlerOptions,
  signal: AbortSignal,
): Promise<PublishResult> {
  const { federation } = options
  const { routingKey, envelope } = entry
  try {
    if (envelope.byteLength > MAX_RECORD_BYTES) {
      throw new OpenPeerError('RECORD_TOO_LARGE', `No record has more than ${MAX_RECORD_BYTES} bytes`)
    }
    if ((await federation.store.get(routingKey)) === null) await admitNew(entry, options)
    const { outcome, record, holders, needed } = await federation.publish(envelope, routingKey, { signal })
    const stands = outcome === 'not-newest' || outcome === 'conflict'
    return { ...NOTHING, outcome, holders, needed, current: stands ? record.bytes : NOTHING.current }
  } catch (error) {
    if (!isOpenPeerError(error)) throw error
    return { ...NOTHING, code: errorCode(error), message: error.message, retryAfterMs: error.retryAfterMs ?? 0 }
  }
}

/** Places for quotas: a new key will be charged to somebody here. */
async function admitNew({ routingKey, envelope }: RecordEntry, options: PublishHandlerOptions): Promise<void> {
  const record = await openRecord(envelope, routingKey, { network: options.network })
  if (isAtHome(record, options)) return
  const text =
    record.kind === 'location'
      ? 'A location is kept by the homes alone: send it with putLocation'
      : `This node takes new ${record.kind} records of people at home in ${options.domain} only: list it as a home`
  throw new OpenPeerError('REFUSED', text)
}

function isAtHome(record: VerifiedRecord, { domain, registry }: PublishHandlerOptions): boolean {
  if (record.kind !== 'identity') return false
  const { id, homes } = record.payload
  return homes.includes(domain) || registry.namesOf(id).length > 0
}
