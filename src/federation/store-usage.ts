import { isOpenPeerError } from '../errors.ts'
import type { Shares } from './quota-counts.ts'

/** Why a valid record is not taken. */
export const REFUSAL_CODES = [
  'NOT_ADMITTED',
  'BINDING_UNCONFIRMED',
  'BINDING_MISMATCH',
  'RATE_LIMITED',
  'STORE_FULL',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** What a store holds and what it did since it was opened, in numbers. */
export interface StoreUsage extends Shares {
  records: number
  /** records that went because the store, or their account, was full */
  evicted: number
  /** records that were refused although they are valid, by code */
  refused: Readonly<Record<RefusalCode, number>>
}

/** Counts refusals. */
export interface Refusals {
  /** Does the work, and counts it when it throws one of the codes. */
  counting<T>(work: Promise<T>): Promise<T>
  counts(): StoreUsage['refused']
}

export function createRefusals(): Refusals {
  const counts = Object.fromEntries(REFUSAL_CODES.map((code) => [code, 0])) as Record<RefusalCode, number>
  return {
    async counting(work) {
      try {
        return await work
      } catch (error) {
        const code = isOpenPeerError(error) ? REFUSAL_CODES.find((one) => one === error.code) : undefined
        if (code !== undefined) counts[code]++
        throw error
      }
    },
    counts: () => ({ ...counts }),
  }
}
