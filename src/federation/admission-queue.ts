import { OpenPeerError } from '../errors.ts'

/** Checks on their way at once, and those that wait. */
export const MAX_CHECKS = 8
export const MAX_WAITING_CHECKS = 1_000
/** Candidates of one registrable domain that wait: its others come again when these are through. */
export const MAX_WAITING_OF_DOMAIN = 2
/** Whom there is no room for comes again after this. */
const NO_ROOM_RETRY_MS = 60_000

/**
 * Runs the slow part of admission, a few at once. Whoever was seen before goes first and is never crowded out by those who
 * were not; of one registrable domain one runs and two wait, whatever number of names it offers.
 */
export interface AdmissionQueue {
  /** Runs `work` when it is its turn. Throws what it throws, RATE_LIMITED when there is no room, STOPPED. */
  run<T>(account: string, isKnown: boolean, work: () => Promise<T>): Promise<T>
}

interface Waiting {
  account: string
  isKnown: boolean
  start(): void
  refuse(error: OpenPeerError): void
}

export function createAdmissionQueue(lifetime: AbortSignal): AdmissionQueue {
  const waiting: Waiting[] = []
  const running = new Set<string>()
  lifetime.addEventListener('abort', () => {
    const stopped = new OpenPeerError('STOPPED', 'This node is stopping; ask another one')
    for (const one of waiting.splice(0)) one.refuse(stopped)
  })

  function pump(): void {
    for (let index = 0; index < waiting.length && running.size < MAX_CHECKS; ) {
      const next = waiting[index]
      if (next === undefined || running.has(next.account)) index++
      else {
        waiting.splice(index, 1)
        next.start()
      }
    }
  }

  function enqueue(one: Waiting): void {
    const firstUnknown = waiting.findIndex(({ isKnown }) => !isKnown)
    waiting.splice(one.isKnown && firstUnknown !== -1 ? firstUnknown : waiting.length, 0, one)
    if (waiting.length > MAX_WAITING_CHECKS) waiting.pop()?.refuse(noRoom())
    pump()
  }

  return {
    async run(account, isKnown, work) {
      if (waiting.filter((one) => one.account === account).length >= MAX_WAITING_OF_DOMAIN) throw noRoom()
      const turn = Promise.withResolvers<void>()
      const start = () => {
        running.add(account)
        turn.resolve()
      }
      enqueue({ account, isKnown, start, refuse: turn.reject })
      await turn.promise
      try {
        return await work()
      } finally {
        running.delete(account)
        pump()
      }
    },
  }
}

/** RATE_LIMITED, with the time to come back. */
export function noRoom(): OpenPeerError {
  const text = 'Too many nodes wait to be admitted: come back later'
  return new OpenPeerError('RATE_LIMITED', text, { retryAfterMs: NO_ROOM_RETRY_MS })
}
