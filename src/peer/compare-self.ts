import { equals } from 'uint8arrays/equals'
import { errorCode, isOpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import type { Name } from '../records/names.ts'
import { select } from '../records/select.ts'
import { validateDomain, validateIdentity, validateName } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import type { ResolveResponse } from '../wire/messages.js'
import type { NameDifference } from './self-report.ts'

/** What this peer says of itself. */
export interface OwnTruth {
  name: Name
  nameRecord: VerifiedName
  identity: VerifiedIdentity
  /** As the home gives it. */
  domain: VerifiedDomain
}

/** A difference that may only be late: it counts when it is still there after a repair. */
export interface Found extends NameDifference {
  mayBeLate: boolean
}

export interface CompareOptions {
  network: string
  now: number
  /** Whether the domain's website shows this key: null when it shows none. */
  isShown: (key: Uint8Array) => Promise<boolean | null>
}

/**
 * What an operator's answer about this peer's own name says otherwise than the peer itself, most serious first; empty when
 * nothing does. docs/spec/verification.md, "Watching oneself". Throws what is not an error of ours, and ABORTED.
 */
export async function compareSelf(
  truth: OwnTruth,
  { from, response }: { from: string; response: ResolveResponse },
  options: CompareOptions,
): Promise<Found[]> {
  const { name, identity, domain } = truth
  // With fewer holders than a quorum needs, nothing found says nothing.
  const isCertain = response.answers >= response.needed && response.needed > 0
  const absent = (what: string) => (isCertain ? [missing(from, what)] : [])

  if (response.domainRecord.length === 0) return absent(`the record of ${name.domain}`)
  const shown = await orFalse(from, `a record of ${name.domain}`, () =>
    validateDomain(response.domainRecord, name.domain, options),
  )
  if ('kind' in shown) return [shown]
  if (!equals(shown.record.payload.key, domain.payload.key)) {
    return [await otherDomainKey(truth, from, shown.record, options)]
  }

  if (response.nameRecord.length === 0) return absent(`the record of ${name.text}`)
  const named = await orFalse(from, `a record of ${name.text}`, () =>
    validateName(response.nameRecord, shown.record.payload.key, name, options),
  )
  if ('kind' in named) return [named]
  const leadsTo = named.record.payload.identityId
  if (!equals(leadsTo, identity.payload.id)) return [reassigned(truth, from, named.record)]
  const lateName = isOlder(named.record, truth.nameRecord) ? [older(from, `the record of ${name.text}`)] : []

  if (response.identityRecord.length === 0) return [...lateName, ...absent('your identity record')]
  const proven = await orFalse(from, 'a record of your identity', () =>
    validateIdentity(response.identityRecord, identity.payload.id, options),
  )
  if ('kind' in proven) return [proven, ...lateName]
  return [...compareIdentity(identity, from, proven.record), ...lateName]
}

function compareIdentity(own: VerifiedIdentity, from: string, shown: VerifiedIdentity): Found[] {
  const selection = select(own, shown)
  const keyLog = (detail: string, mend: string): Found[] => [
    { kind: 'key-log', from, detail: `${from} shows ${detail}`, mend, mayBeLate: false },
  ]
  if (selection.conflict || selection.note === 'forked') {
    return keyLog(
      'a key log that contradicts yours: somebody else holds one of your keys.',
      'Warn the people you talk with by another way, and replace your keys with your recovery key.',
    )
  }
  if (selection.winner === 'same') return []
  if (selection.winner === 'a') return [older(from, 'your identity record')]
  if (shown.keyState.tombstoned) {
    return keyLog(
      'that this identity was ended for good.',
      'If you did not end it, your recovery key was stolen: make a new identity.',
    )
  }
  if (!equals(shown.keyState.signingKey, own.keyState.signingKey)) {
    return keyLog(
      'a newer key log, in which your key was replaced.',
      'If you replaced it on another device, use those keys here too; if not, recover the identity with your recovery key.',
    )
  }
  return comparePayload(own, from, shown)
}

/** A newer record under our own key: by another device of ours, or by whoever stole the key. */
function comparePayload(own: VerifiedIdentity, from: string, shown: VerifiedIdentity): Found[] {
  const without = (list: Uint8Array[], others: Uint8Array[]) =>
    list.filter((one) => !others.some((other) => equals(one, other)))
  const mine = own.payload.devices.map(({ peerId }) => peerId)
  const theirs = shown.payload.devices.map(({ peerId }) => peerId)
  const added = without(theirs, mine).length
  const gone = without(mine, theirs).length
  const homes = shown.payload.homes.join(', ')
  const changes = [
    ...(added > 0 ? [`${added} more ${added === 1 ? 'device' : 'devices'}`] : []),
    ...(gone > 0 ? [`without ${gone} of the devices that you list`] : []),
    ...(homes === own.payload.homes.join(', ') ? [] : [`with the homes ${homes}`]),
  ]
  if (changes.length === 0) return []
  return [
    {
      kind: 'changed',
      from,
      detail: `${from} shows a newer record of your identity, signed with your key: ${changes.join(', ')}.`,
      mend: 'If another device of yours did that, all is well. If not, your key is stolen: recover the identity with your recovery key.',
      mayBeLate: false,
    },
  ]
}

function reassigned({ name, nameRecord }: OwnTruth, from: string, shown: VerifiedName): Found {
  const others = identityIdText(shown.payload.identityId)
  if (shown.seq < nameRecord.seq) {
    return { ...older(from, `an earlier holder of ${name.text} (${others})`) }
  }
  return {
    kind: 'reassigned',
    from,
    detail: `${from} shows a record, signed with the key of ${name.domain}, that gives ${name.text} to another identity: ${others}.`,
    mend:
      `Ask the operator of ${name.domain} why. Until that is settled, have people find you by your identity id, ` +
      'or take a name at another domain. Those who know you keep you: they hold your id.',
    mayBeLate: false,
  }
}

async function otherDomainKey(
  { name, domain }: OwnTruth,
  from: string,
  shown: VerifiedDomain,
  { isShown }: CompareOptions,
): Promise<Found> {
  const isFormer = domain.payload.previousKeys.some(({ publicKey }) => equals(publicKey, shown.payload.key))
  if (isFormer) return older(from, `the record of ${name.domain}, under its former key`)
  const found = { kind: 'domain-key' as const, from, mayBeLate: false }
  const detail = `${from} shows ${name.domain} with another key than your home does.`
  const says = await isShown(shown.payload.key)
  if (says === true) {
    return {
      ...found,
      detail: `${detail} The website of ${name.domain} shows that other key too.`,
      mend: `Names under the key that your home's node uses count for nothing: ask the operator of ${name.domain} which key is theirs.`,
    }
  }
  return {
    ...found,
    detail: `${detail} The website of ${name.domain} shows ${says === null ? 'no key now' : "your home's key"}.`,
    mend:
      `Tell the operators of ${from} and ${name.domain}: somebody put a false record of ${name.domain} there. ` +
      'People who check with the website are not deceived.',
  }
}

function older(from: string, what: string): Found {
  const detail = `${from} shows an earlier version of ${what}.`
  return { kind: 'older', from, detail, mend: lateMend(from), mayBeLate: true }
}

function missing(from: string, what: string): Found {
  return {
    kind: 'missing',
    from,
    detail: `${from} finds nobody who has ${what}.`,
    mend: lateMend(from),
    mayBeLate: true,
  }
}

function lateMend(from: string): string {
  return `It was published again. If ${from} goes on, it is cut off from the others or hides you: tell its operator, and yours.`
}

/** The record, or, when it breaks a rule, that as a difference. */
async function orFalse<R>(from: string, what: string, validate: () => Promise<R>): Promise<{ record: R } | Found> {
  try {
    return { record: await validate() }
  } catch (error) {
    if (!isOpenPeerError(error) || error.code === 'ABORTED') throw error
    if (error.code === 'RECORD_EXPIRED') return older(from, `${what}, which is over`)
    return {
      kind: 'false',
      from,
      detail: `${from} gave ${what} that no reader takes (${errorCode(error)}).`,
      mend: `Nobody is deceived by it. If it goes on, tell the operator of ${from}, and ask another one for second opinions.`,
      // While a domain changes its key, records under both are about.
      mayBeLate: true,
    }
  }
}

function isOlder(shown: VerifiedName, own: VerifiedName): boolean {
  return equals(shown.signer, own.signer) && shown.seq < own.seq
}
