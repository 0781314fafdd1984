import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { type Name, parseName } from '../records/names.ts'
import { validateName } from '../records/validate.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import { directory } from '../wire/methods.ts'
import type { OperatorDomain } from './operator-domain.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'

export interface RegisterOptions {
  /** A name for people to read, at most 256 bytes; goes into the public profile. */
  displayName?: string | undefined
  /** The invitation that the home asks for, if it does. */
  token?: string | undefined
  signal?: AbortSignal | undefined
}

export interface Registered {
  name: Name
  record: VerifiedName
  /** Operators that hold the name record, and how many make it safe. */
  holders: number
  needed: number
}

export interface RegisterContext {
  own: OwnRecords
  operators: Operators
  network: string
  now: () => number
}

/**
 * Takes the name `local` at the home, or takes it again, which renews it. Nothing of ours changes when the home refuses.
 * Throws INVALID_NAME, NAME_OWNED_BY_ANOTHER, REGISTRATION_CLOSED, UNREACHABLE, NO_QUORUM, ABORTED, WRONG_SIGNER and
 * `validate`'s other codes for what the home answered. docs/spec/verification.md, "Publishing".
 */
export async function registerName(
  local: string,
  given: RegisterOptions,
  { own, operators, network, now }: RegisterContext,
): Promise<Registered> {
  const { home } = operators
  const name = parseName(`${local}@${home.domain}`)
  const { identity, domainKey, ...taken } = await takeName(name, given, { own, home, network, now })
  await own.keep(identity, { name, domainKey, record: taken.record })
  return { name, ...taken }
}

/** A name that a home gave, the identity record that lists it, and the raw key of its domain. */
export interface Taken extends Omit<Registered, 'name'> {
  identity: VerifiedIdentity
  domainKey: Uint8Array
}

/** Takes a name at a home that need not be ours; nothing is kept. Throws as `registerName`. */
export async function takeName(
  name: Name,
  { displayName, token = '', signal }: RegisterOptions,
  { own, home, network, now }: Omit<RegisterContext, 'operators'> & { home: OperatorDomain },
): Promise<Taken> {
  const limits = signal === undefined ? {} : { signal }
  const domain = await home.record(limits)
  const identity = await own.draft({ addName: name, ...(displayName === undefined ? {} : { displayName }) })
  const identityRecord = Uint8Array.from(identity.bytes)
  const answer = await home.ask(directory.register, { name: name.text, identityRecord, token }, limits)
  const record = await validateName(answer.nameRecord, domain.payload.key, name, { network, now: now() })
  if (!equals(record.payload.identityId, own.id)) {
    throw new OpenPeerError('NAME_OWNED_BY_ANOTHER', `${home.domain} gave ${name.text} to another identity.`)
  }
  return { identity, domainKey: domain.payload.key, record, holders: answer.holders, needed: answer.needed }
}
