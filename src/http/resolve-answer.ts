import { fromString as bytesFromText } from 'uint8arrays/from-string'
import { toString as bytesToText } from 'uint8arrays/to-string'
import { statusAdvice } from '../identity-proofs/status-advice.ts'
import type { Judgement } from '../node/judge-name.ts'
import type { ResolvedBundle } from '../node/resolved-bundle.ts'
import { identityIdText } from '../records/identity-id.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { etagOf } from './etag.ts'
import type { ResolveQuestion } from './resolve-question.ts'

/** What the node found and validated, once there is an identity in it. */
export type FoundIdentity = Pick<ResolvedBundle, 'domain' | 'name' | 'source' | 'answers' | 'needed' | 'refused'> & {
  identity: VerifiedIdentity
}

/** The same with what the node makes of it. */
export type JudgedIdentity = FoundIdentity & { judgement: Judgement }

/** An answer of the gateway, ready to be sent. */
export interface ResolveAnswer {
  body: object
  etag: string
  cacheControl: string
}

/** A record that is renewed is seen this much later by those behind a cache. */
const MAX_AGE_SECONDS = 60

const NOTICE =
  'This answer, its status and its checks are the word of a gateway, which may be mistaken or lie. Validate the records ' +
  "yourself, check that the domain's website shows the domain key, and only then believe it: docs/spec/verification.md"

/**
 * What `GET /v1/resolve/…` says about an identity, `now` in ms. Without locations: over the directory they go to a
 * connected peer with a budget, while here anyone, and every cache on the way, could watch people come and go.
 * Spec: docs/spec/http.md, "Resolve"
 */
export function resolveAnswer({ address, policy }: ResolveQuestion, found: JudgedIdentity, now: number): ResolveAnswer {
  const { domain, name, identity, judgement, source, answers, needed, refused } = found
  const { status, checks, movedTo } = judgement
  const { homes, devices, profile, id } = identity.payload
  const records = [domain, name, identity]
  const record = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : bytesToText(bytes, 'base64url'))
  return {
    body: {
      notice: NOTICE,
      name: address.type === 'name' ? address.name.text : null,
      id: identityIdText(id),
      domain: domain?.payload.domain ?? null,
      status,
      advice: statusAdvice(status).todo,
      checks,
      movedTo: movedTo?.text ?? null,
      identity: {
        homes,
        devices: devices.length,
        profile: profile === undefined ? null : { ...profile },
        revoked: identity.keyState.tombstoned,
        seq: identity.seq,
        expiresAt: identity.expiresAt,
      },
      source,
      answers,
      needed,
      refused: refused.map(({ code, message }) => ({ code, message })),
      records: { domain: record(domain?.bytes), name: record(name?.bytes), identity: record(identity.bytes) },
    },
    etag: etagOf(bytesFromText(status), ...records.map((entry) => entry?.bytes ?? new Uint8Array())),
    cacheControl: cacheControl(policy, secondsLeft(records, now)),
  }
}

/** Seconds until the first of these records ends; for one without an end (a tombstone), no limit. */
function secondsLeft(records: ({ expiresAt: number | null } | null)[], now: number): number {
  const ends = records.map((entry) => entry?.expiresAt ?? Number.POSITIVE_INFINITY)
  return Math.max(0, Math.floor((Math.min(...ends) - now) / 1000))
}

/**
 * A cache may serve an answer for a minute, and until the first record ends while the gateway cannot be reached: that is
 * how names go on resolving when an operator dies. Who asks for `quorum` wants to know now.
 */
function cacheControl(policy: ResolveQuestion['policy'], left: number): string {
  const stale = `stale-if-error=${Math.min(left, YEAR_SECONDS)}`
  return policy === 'quorum'
    ? `public, no-cache, ${stale}`
    : `public, max-age=${Math.min(MAX_AGE_SECONDS, left)}, ${stale}`
}

const YEAR_SECONDS = 365 * 86_400
