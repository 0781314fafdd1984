import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { sha256 } from '../records/routing-key.ts'
import { matchClaim } from './claims.ts'
import { withDeadline } from './deadline.ts'
import type { ProofAnswer, ProofQuestion, ProofRequest } from './methods/method.ts'
import type { Outside } from './outside.ts'
import { isShown, type WantedProof, wantedProof } from './proof-text.ts'

/** What became of a claim: docs/spec/proofs.md, "Results". */
export type ProofResult = 'verified' | 'missing' | 'mismatch' | 'unreachable' | 'unsupported'

/** One checked claim. */
export interface ProofCheck {
  claim: string
  /** null when no method of this version takes the claim */
  method: string | null
  account: string | null
  /** where a person can look; null when there is no page */
  profile: string | null
  result: ProofResult
  /** `hard`: the service answered, and it is so until somebody changes it. `soft`: it may be otherwise in a moment. */
  certainty: 'hard' | 'soft'
  /** for a person: what was seen */
  detail: string
  /** ms since 1970 */
  checkedAt: number
  /** sha256 of the answer that decided it, hex: two who checked can compare what they saw; null without an answer */
  evidence: string | null
}

export interface CheckClaimOptions {
  /** raw 32 bytes */
  id: Uint8Array
  outside: Outside
  now: () => number
  signal?: AbortSignal | undefined
}

/** Bytes of an answer that are read. */
const MAX_ANSWER_BYTES = 512 * 1024
/** For one claim. */
const CHECK_TIMEOUT_MS = 10_000

type Verdict = Pick<ProofCheck, 'result' | 'certainty' | 'detail' | 'evidence'>

/** Checks one claim of an identity where it points (docs/spec/proofs.md). Takes at most 10 s. Throws ABORTED, STOPPED only. */
export async function checkClaim(claim: string, options: CheckClaimOptions): Promise<ProofCheck> {
  const { id, now } = options
  const matched = matchClaim(claim)
  if (matched === null) {
    const detail = 'No method of this version checks such a claim.'
    const said = { result: 'unsupported', certainty: 'hard', detail, evidence: null } as const
    return { claim, method: null, account: null, profile: null, ...said, checkedAt: now() }
  }
  const { method, question } = matched
  const verdict = await askInTime(question, wantedProof(id, claim), options)
  return { claim, method, account: question.account, profile: question.profile, ...verdict, checkedAt: now() }
}

/** All requests of a claim together have the time that one may take: a slow place holds nobody up twice. */
async function askInTime(question: ProofQuestion, wanted: WantedProof, options: CheckClaimOptions): Promise<Verdict> {
  const limits = { signal: options.signal, timeoutMs: CHECK_TIMEOUT_MS, what: `Looking at ${question.account}` }
  try {
    return await withDeadline((signal) => ask(question, wanted, { ...options, signal }), limits)
  } catch (error) {
    if (!isOpenPeerError(error, 'TIMEOUT')) throw error
    return { result: 'unreachable', certainty: 'soft', detail: error.message, evidence: null }
  }
}

async function ask(question: ProofQuestion, wanted: WantedProof, options: CheckClaimOptions): Promise<Verdict> {
  const verdicts: Verdict[] = []
  for (const request of question.requests) {
    const verdict = await askOne(question, request, wanted, options)
    if (verdict.result === 'verified') return verdict
    verdicts.push(verdict)
  }
  // Not reached somewhere, it may be there: only when every place answered is it missing.
  const open = verdicts.find(({ certainty }) => certainty === 'soft')
  return open ?? (verdicts.at(-1) as Verdict)
}

async function askOne(
  question: ProofQuestion,
  request: ProofRequest,
  wanted: WantedProof,
  options: CheckClaimOptions,
): Promise<Verdict> {
  try {
    const text = await fetchProof(request, options)
    if (text === null)
      return { result: 'missing', certainty: 'hard', detail: 'There is no such place.', evidence: null }
    const evidence = toText(sha256(fromString(text)), 'hex')
    return { ...judge(question, request, text, wanted), evidence }
  } catch (error) {
    if (!isOpenPeerError(error) || error.code === 'ABORTED' || error.code === 'STOPPED') throw error
    const isForm = error.code === 'MALFORMED_MESSAGE'
    const result = isForm ? 'missing' : 'unreachable'
    return { result, certainty: isForm ? 'hard' : 'soft', detail: error.message, evidence: null }
  }
}

function judge(question: ProofQuestion, request: ProofRequest, text: string, wanted: WantedProof) {
  const reading = question.read(answerOf(text), wanted, request)
  const hard = 'hard' as const
  switch (reading.place) {
    case 'owned':
      return isShown(reading.texts, wanted)
        ? { result: 'verified' as const, certainty: hard, detail: `${question.account} shows this identity.` }
        : { result: 'missing' as const, certainty: hard, detail: `${question.account} does not show this identity.` }
    case 'signed':
      return reading.isValid
        ? { result: 'verified' as const, certainty: hard, detail: `A key of ${question.account} signed this identity.` }
        : {
            result: 'mismatch' as const,
            certainty: hard,
            detail: `No key of ${question.account} signed this identity.`,
          }
    case 'foreign':
      return { result: 'mismatch' as const, certainty: hard, detail: reading.detail }
    default:
      return { result: reading.place, certainty: hard, detail: reading.detail }
  }
}

function answerOf(text: string): ProofAnswer {
  return {
    text,
    json() {
      try {
        return JSON.parse(text)
      } catch (cause) {
        throw new OpenPeerError('MALFORMED_MESSAGE', 'The service did not answer with JSON.', { cause })
      }
    },
  }
}

/** The text; null when there is no such place. Throws the codes of the door, FETCH_FAILED for other statuses. */
async function fetchProof(request: ProofRequest, { outside, signal }: CheckClaimOptions): Promise<string | null> {
  if (request.kind === 'none') return ''
  if (request.kind === 'txt') return (await outside.resolveTxt(request.name, { signal }))?.join('\n') ?? null
  const { url, accept } = request
  const { status, text } = await outside.fetchText(url, { signal, accept, maxBytes: MAX_ANSWER_BYTES })
  if (status === 200) return text
  if (status === 404 || status === 410) return null
  throw new OpenPeerError('FETCH_FAILED', `${new URL(url).hostname} answered with status ${status}. Try again later.`)
}
