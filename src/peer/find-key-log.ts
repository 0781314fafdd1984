import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityRoutingKey } from '../records/routing-key.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { directory } from '../wire/methods.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { withNewerLog } from './change-keys.ts'
import type { PeerKeys } from './key-store.ts'
import type { OperatorDomain } from './operator-domain.ts'
import type { Operators } from './operators.ts'

/** Operators besides the home that are asked: one that shows an old log is found out by any other. */
const MAX_OTHERS = 3

/** `isShown`: somebody holds a record of the identity, so that it is public, whatever is kept here. */
export interface LogInForce {
  keys: PeerKeys
  isShown: boolean
  /** The domains of the operators that answered. */
  heardFrom: string[]
}

/**
 * The same keys with the newest log that operators show of this identity, whether its record has ended or not. A change
 * that follows an older one would contradict it for good, so an answer is needed. Throws UNREACHABLE (no operator
 * answered), KEY_LOG_CONFLICT, ABORTED. docs/spec/key-log.md, "Changing keys".
 */
export async function withLogInForce(
  keys: PeerKeys,
  id: Uint8Array,
  operators: Pick<Operators, 'home' | 'others'>,
  limits: RequestOptions = {},
): Promise<LogInForce> {
  const { network } = keys
  const routingKey = Uint8Array.from(identityRoutingKey(network, id))
  const asked = [operators.home, ...operators.others().slice(0, MAX_OTHERS)]
  const answers = await Promise.allSettled(asked.map(ask))
  const failure = answers.find((one) => one.status === 'rejected')
  if (failure !== undefined && answers.every((one) => one.status === 'rejected')) throw failure.reason
  if (isOpenPeerError(failure?.reason, 'ABORTED')) throw failure.reason
  const shown = answers.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []))
  const newest = shown.reduce((before, { payload }) => withNewerLog(before, payload.keyLog), keys)
  const heardFrom = asked.flatMap(({ domain }, at) => (answers[at]?.status === 'fulfilled' ? [domain] : []))
  return { keys: newest, isShown: shown.length > 0, heardFrom }

  async function ask(operator: OperatorDomain): Promise<VerifiedIdentity | null> {
    const { records } = await operator.ask(directory.find, { routingKeys: [routingKey], policy: 'quorum' }, limits)
    const envelope = records[0]?.envelope ?? new Uint8Array(0)
    if (envelope.length === 0) return null
    const record = await openRecord(envelope, routingKey, { network })
    if (record.kind === 'identity') return record
    throw new OpenPeerError('WRONG_KIND', `${operator.domain} answered with another kind of record.`)
  }
}
