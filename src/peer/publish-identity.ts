import { isOpenPeerError, knownCode, OpenPeerError } from '../errors.ts'
import { describeOffset } from '../records/clock-offset.ts'
import { identityRoutingKey } from '../records/routing-key.ts'
import { validateIdentity } from '../records/validate.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import type { PublishResult } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import { findIdentity } from './ask-operators.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import type { OwnChange } from './sign-identity.ts'

/** How a publication went: `holders` operators hold it now, `needed` of them make it safe. */
export interface Published {
  record: VerifiedIdentity
  outcome: string
  holders: number
  needed: number
}

export interface PublishIdentityOptions {
  own: OwnRecords
  operators: Operators
  network: string
  now: () => number
  signal?: AbortSignal | undefined
  /** what the published version says beyond the one in force, or beyond a newer one of another device */
  change?: OwnChange | undefined
}

/** Another device of this identity may publish at the same time; each round builds on what it published. */
const MAX_ROUNDS = 4

/**
 * Takes over what operators show of this identity, so that a restored key store never puts an older version above a
 * newer one. False when nobody has a record of it. Throws UNREACHABLE, ABORTED, and what `OwnRecords.adopt` throws.
 */
export async function catchUp({ own, operators, network, now, signal }: PublishIdentityOptions): Promise<boolean> {
  const limits = signal === undefined ? {} : { signal }
  const shown = await findIdentity(operators, own.id, { network, now: now(), ...limits })
  if (shown !== null) await own.adopt(shown)
  return shown !== null
}

/**
 * Publishes the identity record in force, or a new version with `change` in it, at the home or, where that is gone, at another operator. The caller has caught
 * up before. Throws UNREACHABLE, NO_QUORUM, NOT_NEWEST (another device keeps publishing), what `adopt` throws, ABORTED,
 * and the operator's codes. docs/spec/verification.md, "Publishing".
 */
export async function publishIdentity(options: PublishIdentityOptions): Promise<Published> {
  const { own, operators, network, now, signal, change } = options
  const routingKey = Uint8Array.from(identityRoutingKey(network, own.id))
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const record = change === undefined ? await own.identity() : await own.draft(change)
    const records = [{ routingKey, envelope: Uint8Array.from(record.bytes) }]
    const { answer } = await operators.ask(directory.publish, { records }, signal === undefined ? {} : { signal })
    const [result] = answer.results
    if (result === undefined) throw new OpenPeerError('MALFORMED_MESSAGE', 'The operator did not say what it did.')
    if (result.outcome === 'stored' || result.outcome === 'already-held') {
      const { outcome, holders, needed } = result
      await own.keep(record)
      return { record, outcome, holders, needed }
    }
    if (result.code === 'SEQ_IN_FUTURE') throw wrongClock(now() - answer.time, result.message)
    if (!(await tookOver(result, record))) {
      throw new OpenPeerError(knownCode(result.code || 'NOT_NEWEST'), result.message || 'The record was not taken.')
    }
  }
  throw new OpenPeerError('NOT_NEWEST', 'Another device of this identity keeps publishing. Try again later.')

  /** True when the operator holds a newer version, on which the next round then builds. */
  async function tookOver({ current }: PublishResult, sent: VerifiedIdentity): Promise<boolean> {
    if (current.length === 0) return false
    try {
      const shown = await validateIdentity(current, own.id, { network, now: now() })
      await own.adopt(shown)
      // What was adopted lacks something of ours, or is ours and in force: both end in another round.
      return shown.seq > sent.seq || shown.payload.keyLog.length !== sent.payload.keyLog.length
    } catch (error) {
      if (isOpenPeerError(error, 'RECORD_EXPIRED')) return false
      throw error
    }
  }
}

/** The operator's clock may be the wrong one; a person sees at a glance which of the two it is. */
function wrongClock(aheadMs: number, message: string): OpenPeerError {
  const text = `This device’s clock is ${describeOffset(aheadMs)} that of your operator: set it right. ${message}`
  return new OpenPeerError('SEQ_IN_FUTURE', text)
}
