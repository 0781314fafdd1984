import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import type { DomainBindings, Sighting } from '../federation/domain-bindings.ts'
import {
  type Check,
  type MovedTo,
  movedStatus,
  type NameStatus,
  nameStatus,
  witnessCheck,
} from '../identity-proofs/name-status.ts'
import { judgeWitnesses, type Verdict } from '../identity-proofs/witnesses.ts'
import { identityIdText } from '../records/identity-id.ts'
import { movedToOf } from '../records/moved-to.ts'
import { claimsName, previousHolder } from '../records/name-history.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import { within } from '../wire/within.ts'
import type { CollectTestimonies } from './ask-witnesses.ts'
import type { Resolve } from './resolve-address.ts'

/** What this node makes of an answer: its own word, for those who cannot check themselves. */
export interface Judgement {
  status: NameStatus
  checks: Check[]
  /** where the name's domain says that it moved; believed only with the status `moved` or that of the new name */
  movedTo: Name | null
}

/** The records of an answer, each valid, and the name that was asked for; null for an id. */
export interface Judged {
  name: Name | null
  domain: VerifiedDomain | null
  nameRecord: VerifiedName | null
  identity: VerifiedIdentity
}

/** Throws ABORTED, STOPPED and what resolving an identity throws. */
export type JudgeName = (judged: Judged, signal: AbortSignal) => Promise<Judgement>

export interface JudgeOptions {
  /** this node's own */
  domain: string
  bindings: DomainBindings
  collect: CollectTestimonies
  resolve: Resolve
  now: () => number
}

/** A website may take 10 s to be silent; whoever asks over HTTP is not kept that long. */
const LOOK_WAIT_MS = 2_000

/** Makes the judging of names as an operator node sees them (docs/spec/http.md, "The gateway's word"). */
export function createJudge({ domain: own, bindings, collect, resolve, now }: JudgeOptions): JudgeName {
  async function look(domain: string, key: Uint8Array, signal: AbortSignal): Promise<Sighting | null> {
    try {
      const check = bindings.check(domain, key, { purpose: 'answer' })
      return await within(check, { signal, timeoutMs: LOOK_WAIT_MS })
    } catch (error) {
      if (!isOpenPeerError(error) || signal.aborted || error.code === 'STOPPED') throw error
      return bindings.known(domain, key)
    }
  }

  async function witnessesOf(domain: string, key: Uint8Array, txtShowsKey: boolean, signal: AbortSignal) {
    const testimonies = await collect(domain, signal)
    return testimonies.length === 0 ? null : judgeWitnesses({ domain, key, testimonies, txtShowsKey, now: now() })
  }

  async function isReassigned(nameRecord: VerifiedName, name: Name, signal: AbortSignal): Promise<boolean> {
    const id = previousHolder(nameRecord, now())
    if (id === null) return false
    const { identity } = await resolve({ type: 'identity', id, domain: null }, { signal })
    return identity === null || claimsName(identity, name)
  }

  async function bindingOf({ payload }: VerifiedDomain, signal: AbortSignal) {
    const { domain, key } = payload
    if (domain === own) return { status: 'verified' as const, checks: [OWN_DOMAIN], verdict: null }
    const sighting = await look(domain, key, signal)
    const status = sighting?.status ?? 'unreachable'
    const isSilent = status === 'unreachable' || status === 'dns-only'
    const verdict = isSilent ? await witnessesOf(domain, key, status === 'dns-only', signal) : null
    return { status, checks: sightingChecks(domain, sighting, verdict), verdict }
  }

  /** One step: where the new name says that it moved on, that is for whoever asks for it. */
  async function whereItLeads(to: Name, identity: VerifiedIdentity, signal: AbortSignal): Promise<MovedTo> {
    if (!claimsName(identity, to)) return { leads: 'elsewhere' }
    try {
      const found = await resolve({ type: 'name', name: to }, { signal })
      if (found.identity === null || found.name === null || found.name.payload.movedTo !== undefined)
        return { leads: 'nowhere' }
      if (!equals(found.identity.payload.id, identity.payload.id)) return { leads: 'elsewhere' }
      const judged = { name: to, domain: found.domain, nameRecord: found.name, identity: found.identity }
      return { leads: 'there', status: (await judge(judged, signal)).status }
    } catch (error) {
      if (!isOpenPeerError(error) || signal.aborted || error.code === 'STOPPED') throw error
      return { leads: 'nowhere' }
    }
  }

  const judge: JudgeName = async ({ name, domain, nameRecord, identity }, signal) => {
    const { length } = identity.keyState
    const keyLog: Check = {
      name: 'key-log',
      result: 'ok',
      detail: `${length} events lead from the id to the signing key.`,
    }
    if (name === null || domain === null || nameRecord === null) {
      return { status: 'unverified', checks: [keyLog], movedTo: null }
    }
    const movedTo = movedToOf(nameRecord, name)
    const isListed = claimsName(identity, name)
    const [binding, reassigned] = await Promise.all([bindingOf(domain, signal), isReassigned(nameRecord, name, signal)])
    const found = nameStatus({
      ...{ binding, witnesses: binding.verdict, canTellUnreachable: true, keyLogInDoubt: false, reassigned },
      ...{ domainKeyChanged: false, domainContradictsItself: false },
    })
    const led = movedTo === null ? null : await whereItLeads(movedTo, identity, signal)
    const unlisted = isListed || found === 'mismatch' || found === 'reassigned' ? found : 'name-unconfirmed'
    const status = led === null ? unlisted : movedStatus(found, led)
    const leadsTo = `Signed by the key of ${name.domain}; leads to ${identityIdText(identity.payload.id)}.`
    const history = reassigned ? ' It led to another identity, which still claims it.' : ''
    const listed: Check = isListed
      ? { name: 'lists-name', result: 'ok', detail: `The identity says that it is ${name.text}.` }
      : {
          name: 'lists-name',
          result: 'failed',
          detail: `It does not say that it is ${name.text}.`,
          code: 'NAME_NOT_LISTED',
        }
    const named: Check = { name: 'name-record', result: 'ok', detail: leadsTo + history }
    const moved = movedTo === null || led === null ? [] : [movedCheck(name, movedTo, led)]
    return { status, checks: [...moved, keyLog, named, listed, ...binding.checks], movedTo }
  }

  return judge
}

function movedCheck({ domain }: Name, to: Name, { leads }: MovedTo): Check {
  const said = `${domain} says that it moved to ${to.text}`
  if (leads === 'there') return { name: 'moved', result: 'ok', detail: `${said}.` }
  if (leads === 'nowhere')
    return { name: 'moved', result: 'unreachable', detail: `${said}; nobody is found there now.` }
  return {
    name: 'moved',
    result: 'failed',
    detail: `${said}, which is not of this identity.`,
    code: 'NAME_OWNED_BY_ANOTHER',
  }
}

const OWN_DOMAIN: Check = {
  name: 'website',
  result: 'ok',
  detail: "This is the domain's own node: the key is its own.",
}

function sightingChecks(domain: string, sighting: Sighting | null, verdict: Verdict | null): Check[] {
  return [websiteCheck(domain, sighting), ...(verdict === null ? [] : [witnessCheck(verdict)])]
}

function websiteCheck(domain: string, sighting: Sighting | null): Check {
  if (sighting === null) return { name: 'website', result: 'skipped', detail: `${domain} could not be asked just now.` }
  const { status, detail } = sighting
  if (status === 'verified') return { name: 'website', result: 'ok', detail }
  if (status === 'remembered') return { name: 'website', result: 'remembered', detail }
  if (status === 'dns-only') return { name: 'dns', result: 'ok', detail }
  if (status === 'mismatch') return { name: 'website', result: 'failed', detail, code: 'BINDING_MISMATCH' }
  return { name: 'website', result: 'unreachable', detail }
}
