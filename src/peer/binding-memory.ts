import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import type { BindingMemory } from '../identity-proofs/domain-binding.ts'
import type { PeerStorage } from './storage.ts'

const PREFIX = 'binding/'

/** When each domain's website last showed which key, kept on disk: what "counts 30 days" counts from. */
export function bindingMemory(storage: PeerStorage): BindingMemory {
  return {
    async get(domain) {
      const bytes = await storage.get(PREFIX + domain)
      if (bytes === null) return null
      const { key, at } = JSON.parse(toText(bytes)) as { key: string; at: number }
      return { key: fromString(key, 'base64'), at }
    },
    async set(domain, { key, at }) {
      await storage.put(PREFIX + domain, fromString(JSON.stringify({ key: toText(key, 'base64'), at })))
    },
  }
}
