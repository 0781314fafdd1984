import type { ErrorCode } from '../errors.ts'

/** An operator node whose answer was not believed, and why: a person should know who. */
export interface Refusal {
  peerId: string
  /** a node of the domain that was asked for, or a holder of its record */
  by: 'domain' | 'holder'
  code: ErrorCode
  message: string
}
