import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { BindingMemory } from '../identity-proofs/domain-binding.ts'
import type { PeerStorage } from './storage.ts'

const PREFIX = 'binding/'
/** Twice as many as contacts that are not pinned; the domain that was seen longest ago makes room. */
export const MAX_BINDINGS = 4_096

/** When each domain's website last showed which key, kept on disk: what "counts 30 days" counts from. */
export function bindingMemory(storage: PeerStorage, maxDomains: number = MAX_BINDINGS): BindingMemory {
  /** When each domain was seen; read once, when something is first written. */
  let seen: Promise<Map<string, number>> | null = null

  async function readSeen(): Promise<Map<string, number>> {
    const times = new Map<string, number>()
    for await (const [key, bytes] of storage.entries(PREFIX)) times.set(key.slice(PREFIX.length), parse(bytes).at)
    return times
  }

  return {
    async get(domain) {
      const bytes = await storage.get(PREFIX + domain)
      if (bytes === null) return null
      const { key, at } = parse(bytes)
      return { key: fromString(key, 'base64'), at }
    },
    async set(domain, { key, at }) {
      await storage.put(PREFIX + domain, fromString(JSON.stringify({ key: toText(key, 'base64'), at })))
      seen ??= readSeen()
      const times = await seen
      times.set(domain, at)
      while (times.size > maxDomains) {
        const [oldest] = [...times].reduce((a, b) => (b[1] < a[1] ? b : a))
        times.delete(oldest)
        await storage.delete(PREFIX + oldest)
      }
    },
  }
}

function parse(bytes: Uint8Array): { key: string; at: number } {
  return JSON.parse(toText(bytes)) as { key: string; at: number }
}
