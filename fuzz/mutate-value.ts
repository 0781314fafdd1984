import { mutateBytes } from './mutate-bytes.ts'
import { mutateText } from './mutate-text.ts'
import type { Random } from './random.ts'

const NUMBERS = [0, 1, -1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 8.64e15, 8.64e15 + 1, 1e21, 1_800_000_000_000]
/** What may stand in the place of anything else in JSON. */
const STRANGERS = [null, true, false, 0, -1, '', 'x', [], {}, [[]], { length: 3 }]
const KEYS = ['__proto__', 'constructor', 'toString', 'length', 'then', '', 'key', 'version']
const MAX_COPIES = 100

export interface MutateValueOptions {
  /** Whether a value may become one of another type; not for what is encoded by a typed codec. */
  anyType: boolean
}

/** A copy of a message or of a JSON value with one change somewhere inside; bytes, texts and numbers after their kind. */
export function mutateValue(value: unknown, random: Random, options: MutateValueOptions): unknown {
  if (options.anyType && random.oneIn(12)) return structuredClone(random.pick(STRANGERS))
  if (value instanceof Uint8Array) return mutateBytes(value, random)
  if (typeof value === 'string') return mutateText(value, random)
  if (typeof value === 'number')
    return random.oneIn(3) ? value + random.pick([-1, 1, 1000, -1000]) : random.pick(NUMBERS)
  if (typeof value === 'boolean') return !value
  if (Array.isArray(value)) return mutateList(value, random, options)
  if (typeof value === 'object' && value !== null)
    return mutateFields(value as Record<string, unknown>, random, options)
  return value
}

function mutateList(list: unknown[], random: Random, options: MutateValueOptions): unknown[] {
  if (list.length === 0) return options.anyType ? [random.pick(STRANGERS)] : list
  const at = random.below(list.length)
  switch (random.below(5)) {
    case 0:
      return [...list, list[at]]
    case 1:
      return list.filter((_, i) => i !== at)
    case 2:
      return Array.from({ length: random.below(MAX_COPIES) }, () => list[at])
    default:
      return list.map((entry, i) => (i === at ? mutateValue(entry, random, options) : entry))
  }
}

function mutateFields(fields: Record<string, unknown>, random: Random, options: MutateValueOptions): unknown {
  const names = Object.keys(fields)
  if (names.length === 0) return fields
  const name = random.pick(names)
  const entries = Object.entries(fields)
  const change = options.anyType ? random.below(8) : 7
  if (change === 0) return fromEntries(entries.filter(([key]) => key !== name))
  if (change === 1) return fromEntries([...entries, [random.pick(KEYS), fields[name]]])
  if (change === 2) return fromEntries(entries.map(([key, value]) => [key === name ? random.pick(KEYS) : key, value]))
  return fromEntries(entries.map(([key, value]) => [key, key === name ? mutateValue(value, random, options) : value]))
}

/** As JSON.parse does it: `__proto__` becomes a field like any other. */
function fromEntries(entries: [string, unknown][]): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [key, value] of entries) {
    Object.defineProperty(made, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return made
}
