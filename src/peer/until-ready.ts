import { type ErrorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import type { Listeners } from './listeners.ts'

const READY_TIMEOUT_MS = 20_000

/** How far a peer came in announcing itself. */
export interface Announced {
  home: string
  published: boolean
  located: boolean
  failure: ErrorCode | null
}

export interface ReadyOptions {
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
}

/** Resolves when it is published and located. TIMEOUT (20 s unless given; the message says what is missing), ABORTED. */
export async function untilReady<S extends Announced>(
  { status, changes }: { status: () => S; changes: Listeners<S> },
  { signal, timeoutMs = READY_TIMEOUT_MS }: ReadyOptions,
): Promise<void> {
  const done = Promise.withResolvers<void>()
  const check = () => {
    if (status().published && status().located) done.resolve()
  }
  const off = changes.on(check)
  check()
  try {
    await withDeadline(() => done.promise, { signal, timeoutMs, what: 'Waiting to be announced' })
  } catch (error) {
    if (!isOpenPeerError(error, 'TIMEOUT')) throw error
    throw new OpenPeerError('TIMEOUT', `Not announced within ${timeoutMs} ms: ${missing(status())}.`, { cause: error })
  } finally {
    off()
  }
}

function missing({ home, published, located, failure }: Announced): string {
  const lacking = [...(published ? [] : ['not published']), ...(located ? [] : ['not located'])]
  const next = failure === 'DEVICE_NOT_LISTED' ? ['add this device on one of your publisher devices'] : []
  return [`home ${home}`, ...lacking, ...(failure === null ? [] : [`last failure ${failure}`]), ...next].join(', ')
}
