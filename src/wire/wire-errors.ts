import { isOpenPeerError, knownCode, OpenPeerError } from '../errors.ts'
import type { Frame } from './messages.js'

/** Longest error text that is sent or believed, in UTF-16 units. */
const MAX_ERROR_TEXT = 1024
// Control characters: the other side's words end up in terminals and logs.
const CONTROL_CHARACTERS = /\p{Cc}+/gu

/** The fields of an error frame: an OpenPeerError travels whole, of anything else only that it happened. */
export function errorFields(error: unknown): Pick<Frame, 'code' | 'message' | 'retryAfterMs'> {
  if (!isOpenPeerError(error)) return { code: 'INTERNAL', message: '', retryAfterMs: 0 }
  const waitMs = Math.ceil(error.retryAfterMs ?? 0)
  const retryAfterMs = waitMs > 0 ? Math.min(waitMs, 2 ** 32 - 1) : 0
  return { code: knownCode(error.code), message: error.message.slice(0, MAX_ERROR_TEXT).toWellFormed(), retryAfterMs }
}

/** The error that an error frame carries; codes that this version does not know become INTERNAL. */
export function errorFromFrame(frame: Frame): OpenPeerError {
  const text = frame.message.slice(0, MAX_ERROR_TEXT).replace(CONTROL_CHARACTERS, ' ').trim()
  const message = text === '' ? 'The other side failed and gave no reason.' : text
  return new OpenPeerError(knownCode(frame.code), message, {
    ...(frame.retryAfterMs > 0 ? { retryAfterMs: frame.retryAfterMs } : {}),
  })
}

/** Why a stream ended, as one of our errors: those made here pass, whatever libp2p says is DISCONNECTED. */
export function disconnection(cause: unknown): OpenPeerError {
  if (isOpenPeerError(cause)) return cause
  return new OpenPeerError('DISCONNECTED', 'The stream to the other side ended: ask again on a new one.', {
    ...(cause === undefined ? {} : { cause }),
  })
}

/** The error of an operation that `signal` ended: its reason where that is ours, TIMEOUT for a timeout, else ABORTED. */
export function aborted(signal: AbortSignal): OpenPeerError {
  const cause: unknown = signal.reason
  if (isOpenPeerError(cause)) return cause
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new OpenPeerError('TIMEOUT', 'It was not done in the time that was given.', { cause })
  }
  return new OpenPeerError('ABORTED', 'It was aborted by the one who asked for it.', { cause })
}
