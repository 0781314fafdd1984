import type { OpenPeerError } from '../errors.ts'

/** The promise of one attempt to go direct, which knows whether it is settled. Nobody has to listen to it. */
export function directPromise() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  promise.catch(() => {})
  const state = {
    promise,
    isSettled: false,
    resolve: () => {
      state.isSettled = true
      resolve()
    },
    reject: (error: OpenPeerError) => {
      state.isSettled = true
      reject(error)
    },
  }
  return state
}
