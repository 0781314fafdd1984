import { BucketSet } from '../wire/bucket-set.ts'
import type { Admission } from '../wire/budget-admission.ts'

/** Messages of one device that are taken at once, and a second in the long run: each costs a write to the disk. */
export const MESSAGES_AT_ONCE = 1_000
export const MESSAGES_PER_SECOND = 100
const MAX_DEVICES = 1_000

/**
 * Takes every message, and those of a device that sends too many more slowly: its channel is not read on, and flow control
 * holds it back (docs/spec/chat.md, "Limits"). `now` in ms, of a clock that never runs backwards.
 */
export function createChatPace(now: () => number = () => performance.now()): Admission {
  const rate = { capacity: MESSAGES_AT_ONCE, perSecond: MESSAGES_PER_SECOND }
  const buckets = new BucketSet({ rate, maxKeys: MAX_DEVICES })
  return {
    request: () => () => {},
    pace: ({ remotePeer }) => {
      const waitMs = buckets.of(remotePeer.toString(), now()).owe(now(), 1)
      return waitMs === 0 ? null : new Promise((resolve) => setTimeout(resolve, waitMs))
    },
    partial: () => {},
  }
}
