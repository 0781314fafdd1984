import { toString as toText } from 'uint8arrays/to-string'
import { type Binding, type BindingMemory, checkBinding } from '../identity-proofs/domain-binding.ts'
import type { Outside } from '../identity-proofs/outside.ts'

/** Checks whether a key is a domain's, remembering for a few minutes what the outside just said. */
export interface Bindings {
  /** False in a page, which cannot tell a blocked website from one that does not let pages read it. */
  readonly canTellUnreachable: boolean
  check(domain: string, key: Uint8Array, signal: AbortSignal): Promise<Binding>
  /** Asks again, whatever is remembered: for a domain for which two keys are shown. */
  checkNow(domain: string, key: Uint8Array, signal: AbortSignal): Promise<Binding>
}

export interface BindingsOptions {
  network: string
  outside: Outside
  memory: BindingMemory
  now: () => number
}

/** A lookup, and the calls that follow it, ask a domain's website once. */
export const BINDING_FRESH_MS = 5 * 60_000
/** After a failure the website is asked again sooner. */
const FAILED_FRESH_MS = 10_000
const MAX_HELD = 256

export function createBindings({ network, outside, memory, now }: BindingsOptions): Bindings {
  const held = new Map<string, Binding>()

  async function checkNow(domain: string, key: Uint8Array, signal: AbortSignal): Promise<Binding> {
    const binding = await checkBinding({ domain, key, network, outside, now, remembered: memory, signal })
    held.delete(placeOf(domain, key))
    held.set(placeOf(domain, key), binding)
    const oldest = held.keys().next()
    if (held.size > MAX_HELD && !oldest.done) held.delete(oldest.value)
    return binding
  }

  return {
    canTellUnreachable: outside.canResolveDns,
    checkNow,
    async check(domain, key, signal) {
      const last = held.get(placeOf(domain, key))
      const freshMs = last?.status === 'verified' ? BINDING_FRESH_MS : FAILED_FRESH_MS
      return last !== undefined && now() - last.checkedAt < freshMs ? last : checkNow(domain, key, signal)
    },
  }
}

function placeOf(domain: string, key: Uint8Array): string {
  return `${domain} ${toText(key, 'base64')}`
}
