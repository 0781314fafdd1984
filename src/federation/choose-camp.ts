import { fromString } from 'uint8arrays/from-string'
import { toString as textOf } from 'uint8arrays/to-string'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { Camp } from './candidates.ts'
import type { DomainBindings } from './domain-bindings.ts'
import type { Refusal } from './refusal.ts'

/** How long an answer waits for the outside, in ms: what is seen later counts the next time. */
export const LOOK_MS = 400

/** What this node sees of a domain in one lookup (docs/spec/placement.md, "Two keys of one domain"). */
export interface DomainEyes {
  /** A record came. Where no key of the domain is known, looks there: once in a lookup. */
  noticed(record: VerifiedDomain): void
  /** Ends when the outside has answered, or not in time. Never rejects. */
  looked(): Promise<void>
  /** Looks although a key is known, since nobody shows it any more. Never rejects. */
  lookAgain(record: VerifiedDomain): Promise<void>
  /** The keys that the domain was last seen to show and that nothing since contradicts, as hex, the best first. */
  bound(camps: readonly Camp[]): string[]
}

/** What there is beside what was seen. */
export interface Priors {
  /** as many holders as make a write done */
  enough: number
  /** hex of the key under which this node holds or remembers the domain's record; null for none */
  heldKey: string | null
}

/** `bindings` null: nothing was ever seen, and nothing is looked at. */
export function createDomainEyes(bindings: DomainBindings | null, signal: AbortSignal): DomainEyes {
  let looking: Promise<void> | null = null

  function boundOf(domain: string): string[] {
    const seen = bindings?.seen(domain).filter(({ status }) => status !== 'mismatch') ?? []
    return seen.map(({ key }) => textOf(key, 'hex'))
  }

  async function look({ payload: { domain, key } }: VerifiedDomain): Promise<void> {
    const limited = AbortSignal.any([signal, timeoutSignal(LOOK_MS)])
    // No answer, or no look allowed now: then the holders are all there is.
    await bindings?.check(domain, key, { purpose: 'record', signal: limited }).catch(() => {})
  }

  return {
    noticed(record) {
      if (bindings === null || looking !== null || boundOf(record.payload.domain).length > 0) return
      looking = look(record)
    },
    async looked() {
      await looking
    },
    async lookAgain(record) {
      looking ??= look(record)
      await looking
    },
    bound([camp]) {
      return camp?.best.kind === 'domain' ? boundOf(camp.best.payload.domain) : []
    },
  }
}

/**
 * Whether more holders of a domain's record should be heard: none of the keys that are shown is its own as far as was seen,
 * none is shown by `enough` holders, and they are not all the one that was held before.
 */
export function isOpen(camps: readonly Camp[], bound: readonly string[], priors: Priors): boolean {
  const [first, second] = camps
  if (first === undefined || first.best.kind !== 'domain' || first.holders.size >= priors.enough) return false
  if (second === undefined && first.key === priors.heldKey) return false
  return !hasBound(camps, bound)
}

/** Whether somebody showed a record by a key that the domain itself was seen to show. */
export function hasBound(camps: readonly Camp[], bound: readonly string[]): boolean {
  return camps.some(({ key }) => bound.includes(key))
}

/**
 * The camp to believe: that of a bound key, else one that enough holders show, else that of the key held before, else that
 * of most holders; null when nothing tells them apart. `camps` as `Candidates` orders them.
 */
export function chooseCamp(camps: readonly Camp[], bound: readonly string[], { enough, heldKey }: Priors): Camp | null {
  const [first, second] = camps
  if (first === undefined || second === undefined) return first ?? null
  for (const key of bound) {
    const camp = camps.find((one) => one.key === key)
    if (camp !== undefined) return camp
  }
  if (first.holders.size >= enough) return first
  const held = camps.find(({ key }) => key === heldKey)
  if (held !== undefined) return held
  return first.holders.size > second.holders.size ? first : null
}

/** Who showed a record of another camp than the chosen one, and why it was not believed. */
export function refusals(camps: readonly Camp[], chosen: Camp | null, bound: readonly string[]): Refusal[] {
  const isBound = chosen !== null && bound.includes(chosen.key)
  const why = isBound ? 'its website' : 'more of its holders'
  return camps.flatMap((camp) => {
    if (camp === chosen || camps.length < 2) return []
    const shown = textOf(fromString(camp.key, 'hex'), 'base64url').slice(0, 8)
    const domain = camp.best.kind === 'domain' ? camp.best.payload.domain : ''
    return [...camp.holders].map((peerId): Refusal => {
      if (chosen === null) {
        const message = `Holders show ${camps.length} keys of ${domain}, and nothing tells which is its own: ask again later`
        return { peerId, by: 'holder', code: 'CONFLICT', message }
      }
      const message = `This holder shows the key ${shown}… for ${domain}, where ${why} showed another one`
      return { peerId, by: 'holder', code: isBound ? 'BINDING_MISMATCH' : 'WRONG_SIGNER', message }
    })
  })
}
