/**
 * A signal that aborts after so many ms with a TimeoutError, as `AbortSignal.timeout` does: to be used in its place. Node.js
 * 24.21 keeps a signal for ever that `AbortSignal.any` made of one of those, once it is given to another `any`
 * (test/timeout-signal.test.ts fails when it no longer does); a node that looks things up all day then grows all day.
 */
export function timeoutSignal(ms: number): AbortSignal {
  const controller = new AbortController()
  const late = () => controller.abort(new DOMException(`Not done within ${ms} ms.`, 'TimeoutError'))
  const timer: unknown = setTimeout(late, ms)
  // Only Node.js has it: a program that has nothing else to do need not wait for this.
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref()
  return controller.signal
}
