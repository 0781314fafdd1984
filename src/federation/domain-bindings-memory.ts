import { equals } from 'uint8arrays/equals'
import { decideStatus, explainStatus, isCurrent } from '../identity-proofs/binding-status.ts'
import type { CheckOutcome } from '../identity-proofs/check-outcome.ts'
import { type DomainKeys, type DomainShowing, fits } from '../identity-proofs/look-at-domain.ts'
import type { Sighting } from './domain-bindings.ts'

/** Keys that one place showed, and when (ms). */
export interface SeenKeys extends DomainKeys {
  at: number
}

/** What is remembered of a domain: which keys its website and its TXT record last showed. A newer showing replaces an older. */
export interface SeenDomain {
  website: SeenKeys | null
  dns: SeenKeys | null
}

/** Where memory outlives a restart: a table on a disk, or nothing. Reading happens once, at the start. */
export interface SeenShelf {
  load(): Iterable<[domain: string, seen: SeenDomain]>
  save(domain: string, seen: SeenDomain): void
  remove(domain: string): void
}

/** What one look showed, at `at` (ms). */
export interface Look extends DomainShowing {
  at: number
}

const NOT_ASKED: CheckOutcome = { result: 'unreachable', detail: 'It was not asked now.' }

/** The memory of a domain after a look: only what was shown replaces what was shown before; silence erases nothing. */
export function afterLook(before: SeenDomain | null, look: Look): SeenDomain | null {
  const website = look.website.keys === null ? (before?.website ?? null) : { ...look.website.keys, at: look.at }
  const dns = look.dns.keys === null ? (before?.dns ?? null) : { ...look.dns.keys, at: look.at }
  return website === null && dns === null ? null : { website, dns }
}

/**
 * What a look of the last hour (null for none) and the memory say of one key; null when neither says anything.
 * `nextLookAt` as it is told to the caller. Spec: docs/spec/witnesses.md, "Looking".
 */
export function sightingOf(
  domain: string,
  key: Uint8Array,
  { look, seen, nextLookAt, now }: { look: Look | null; seen: SeenDomain | null; nextLookAt: number; now: number },
): Sighting | null {
  const shown = whenShown(key, seen, now)
  if (look === null && shown === null) return null
  const website = look === null ? NOT_ASKED : fits(look.website, key)
  // A TXT record is remembered for saying what was seen; it says `dns-only` for as long as a statement counts.
  const dns = look === null ? (shown?.dns ? seenInDns(domain) : NOT_ASKED) : fits(look.dns, key)
  const websiteAt = shown?.website === true ? shown.at : null
  const status = decideStatus(website, dns, websiteAt, now)
  return {
    domain,
    key,
    status,
    detail: explainStatus(status, website, dns, websiteAt === null ? null : now - websiteAt),
    website: shown?.website ?? false,
    dns: shown?.dns ?? false,
    seenAt: shown?.at ?? null,
    checkedAt: look?.at ?? shown?.at ?? now,
    nextLookAt,
  }
}

/** The keys that count, as they were last shown within 30 days. */
export function keysSeen(seen: SeenDomain | null, now: number): Uint8Array[] {
  const shown = [seen?.website ?? null, seen?.dns ?? null].filter((place) => counts(place, now))
  const keys = shown.flatMap((place) => [place?.key, place?.nextKey]).filter((key) => key !== undefined)
  return keys.filter((key, index) => keys.findIndex((other) => equals(other, key)) === index)
}

/** Whether the website was seen to show a key, any key, within 30 days. */
export function isRemembered(seen: SeenDomain | null, now: number): boolean {
  return counts(seen?.website ?? null, now)
}

/** Where and when the key was last shown within 30 days: the website's word goes before that of DNS, which anybody near could write. */
function whenShown(
  key: Uint8Array,
  seen: SeenDomain | null,
  now: number,
): { website: boolean; dns: boolean; at: number } | null {
  const [website, dns] = [seen?.website ?? null, seen?.dns ?? null].map((place) =>
    counts(place, now) && showsKey(place, key) ? place : null,
  )
  if (website != null) return { website: true, dns: dns?.at === website.at, at: website.at }
  return dns == null ? null : { website: false, dns: true, at: dns.at }
}

function counts(place: SeenKeys | null, now: number): place is SeenKeys {
  return place !== null && isCurrent(place.at, now)
}

function showsKey(place: SeenKeys, key: Uint8Array): boolean {
  return equals(place.key, key) || (place.nextKey !== undefined && equals(place.nextKey, key))
}

function seenInDns(domain: string): CheckOutcome {
  return { result: 'match', detail: `The TXT record of _openpeer.${domain} showed this key when it was last asked.` }
}
