import { OpenPeerError } from '../errors.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { DomainBindings, Sighting } from './domain-bindings.ts'

/** Soonest next look after one that showed nothing. */
const MIN_RETRY_MS = 1_000

/** An admitted operator's word that a domain showed this key; it is signed, about this domain and key, and still counts. */
export interface WitnessWord {
  /** of the witness */
  registrableDomain: string
  addressGroups: readonly string[]
  website: boolean
  dns: boolean
  /** ms */
  seenAt: number
}

/** Collects what admitted operators saw of a domain and key. Never throws; empty when nobody knows. */
export type AskWitnesses = (domain: string, key: Uint8Array, signal: AbortSignal) => Promise<WitnessWord[]>

export interface EvidenceOptions {
  bindings: Pick<DomainBindings, 'check'>
  askWitnesses: AskWitnesses
  now: () => number
  signal: AbortSignal
}

/** Witnesses that stand for a website which nobody here can reach; those that a TXT record needs beside one's own eyes. */
export const WITNESSES = 3
export const TXT_WITNESSES = 2

/**
 * Resolves when the domain stands behind the key of its record (docs/spec/admission.md, "Evidence"). Throws
 * BINDING_MISMATCH, BINDING_UNCONFIRMED, and what `check` throws; with `retryAfterMs`.
 */
export async function confirmBinding(
  { payload: { domain, key } }: VerifiedDomain,
  options: EvidenceOptions,
): Promise<void> {
  const { bindings, askWitnesses, now, signal } = options
  const sighting = await bindings.check(domain, key, { purpose: 'admission', signal })
  const { status } = sighting
  if (status === 'verified' || status === 'remembered') return
  if (status !== 'mismatch') {
    const words = await askWitnesses(domain, key, signal)
    const ofTxt = diverse(words.filter(({ dns }) => dns))
    if (status === 'dns-only' && ofTxt.length >= TXT_WITNESSES) return
    if (diverse(words.filter(({ website }) => website)).length >= WITNESSES) return
  }
  throw unconfirmed(sighting, now())
}

/** One word for each registrable domain and address group, the freshest first. */
function diverse(words: readonly WitnessWord[]): WitnessWord[] {
  const taken = new Set<string>()
  return [...words]
    .sort((a, b) => b.seenAt - a.seenAt)
    .filter(({ registrableDomain, addressGroups }) => {
      const marks = [registrableDomain, ...addressGroups]
      if (marks.some((mark) => taken.has(mark))) return false
      for (const mark of marks) taken.add(mark)
      return true
    })
}

function unconfirmed({ domain, status, detail, nextLookAt }: Sighting, now: number): OpenPeerError {
  const retryAfterMs = Math.max(MIN_RETRY_MS, nextLookAt - now)
  const code = status === 'mismatch' ? 'BINDING_MISMATCH' : 'BINDING_UNCONFIRMED'
  return new OpenPeerError(code, `${domain} is not seen to stand behind this key: ${detail}`, { retryAfterMs })
}
