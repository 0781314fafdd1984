import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { checkTimes } from '../records/validate.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import { isKeptLog, keptTimes } from './held-record.ts'
import type { PutOrigin } from './put-origin.ts'

/**
 * The times of a record that somebody puts. An identity's that is over passes while its key log is to be kept, when an
 * operator or this node itself brings it: a new holder gets what the old ones keep, so that nothing comes back with
 * them gone. Throws SEQ_IN_FUTURE with this node's time, RECORD_EXPIRED. Spec: docs/spec/record-store.md, "What is over".
 */
export function checkPutTimes(record: VerifiedRecord, origin: PutOrigin, now: number): void {
  try {
    checkTimes(record, now)
  } catch (error) {
    if (isOpenPeerError(error, 'SEQ_IN_FUTURE')) {
      const clock = new Date(now).toISOString()
      const text = `The ${record.kind} record was signed in the future: this node's clock says ${clock}, set yours.`
      throw new OpenPeerError('SEQ_IN_FUTURE', text)
    }
    if (isOpenPeerError(error, 'RECORD_EXPIRED') && origin.kind !== 'stranger' && isKeptLog(keptTimes(record), now))
      return
    throw error
  }
}
