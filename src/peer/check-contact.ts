import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { bindingChecks, movedStatus, nameStatus } from '../identity-proofs/name-status.ts'
import { checkName } from '../records/check-name.ts'
import { identityIdText } from '../records/identity-id.ts'
import { movedToOf } from '../records/moved-to.ts'
import type { Name } from '../records/names.ts'
import type { VerifiedIdentity } from '../records/verified-record.ts'
import { bindingOf } from './binding-of.ts'
import type { Bindings } from './bindings.ts'
import { type Bundle, refusalText } from './bundle.ts'
import { checkWhereabouts } from './check-devices.ts'
import { checkIdentity } from './check-identity.ts'
import { isReassigned } from './check-name-history.ts'
import { checkNameRecord } from './check-name-record.ts'
import { chooseDomain } from './choose-domain.ts'
import type { Check, Contact, ContactStatus } from './contact.ts'
import { listsName } from './contact-entry.ts'
import type { Contacts } from './contacts.ts'
import type { Witnesses } from './witnesses.ts'

export interface ContactChecker {
  /**
   * Checks everything that was given about a name, and only that and what this peer remembers, in the order of
   * docs/spec/verification.md. Null when nobody gave a record of it. Throws the code of the check that failed; doubts
   * that a person can weigh are in `status` and `checks` instead. Where the domain says that the name moved, the status is
   * that nobody has it now: `followMove` looks where it leads.
   */
  byName(name: Name, bundles: Bundle[], signal: AbortSignal): Promise<CheckedName | null>
  /** The same for an identity alone: its keys and devices; the status is `unverified`, since no name was checked. */
  byId(id: Uint8Array, bundles: Bundle[], signal: AbortSignal): Promise<Contact | null>
}

/** A contact by a name, and where that name moved by its domain's word, with what it would come to otherwise; null if not. */
export interface CheckedName extends Contact {
  move: { to: Name; status: ContactStatus } | null
}

export interface ContactCheckerOptions {
  network: string
  contacts: Contacts
  bindings: Bindings
  /** Asked where the website shows nothing; null for a checker that asks nobody. */
  witnesses: Witnesses | null
  /** The newest identity record that operators hold of an id; null where nobody has one or can be asked. */
  findIdentity: (id: Uint8Array, signal: AbortSignal) => Promise<VerifiedIdentity | null>
  now: () => number
}

export function createContactChecker(options: ContactCheckerOptions): ContactChecker {
  const { network, contacts, bindings, witnesses, findIdentity } = options
  const learn = contacts.learnIdentity

  return {
    async byName(name, bundles, signal) {
      const now = options.now()
      const before = (await contacts.byName(name))?.contact ?? null
      const known = before?.domain?.payload.domain === name.domain ? before : null
      const chosen = await chooseDomain({
        domain: name.domain,
        bundles,
        known: known?.domain ?? null,
        bindings,
        witnesses,
        network,
        now,
        signal,
      })
      if (chosen === null) return null
      const { domain } = chosen
      const sameName = known?.name?.text === name.text ? known.nameRecord : null
      const named = await checkNameRecord(name, domain, bundles, sameName, { network, now })
      if (named === null) return null
      const { nameRecord } = named
      const id = nameRecord.payload.identityId
      const remembered = await contacts.byId(id)
      const proven = await checkIdentity(id, bundles, remembered?.contact.identity ?? null, { network, now, learn })
      if (proven === null) {
        throw new OpenPeerError(
          'UNREACHABLE',
          `${name.text} leads to ${identityIdText(id)}, whose record nobody could show. Try again later.`,
        )
      }
      const { identity } = proven
      checkName({ name, domain, nameRecord, identity })
      const where = await checkWhereabouts(identity, bundles, remembered?.contact.locations ?? [], { network, now })
      const { binding, verdict } = await bindingOf(domain, { bindings, witnesses, signal })
      const pin = remembered?.pin ?? null
      const pinnedKey = pin?.domain === name.domain ? pin.domainKey : null
      const domainKeyChanged = pinnedKey !== null && !equals(pinnedKey, domain.payload.key)
      const reassigned = await isReassigned({
        name,
        nameRecord,
        names: contacts.names,
        findIdentity: (previous) => findIdentity(previous, signal),
        now,
      })
      const found = nameStatus({
        binding,
        witnesses: verdict,
        canTellUnreachable: bindings.canTellUnreachable,
        keyLogInDoubt: proven.inDoubt,
        reassigned,
        domainKeyChanged,
        domainContradictsItself: named.contradiction,
      })
      const to = movedToOf(nameRecord, name)
      const status = to === null ? found : movedStatus(found, { leads: 'nowhere' })
      const listed: Check = listsName(identity, name)
        ? { name: 'lists-name', result: 'ok', detail: `The identity says that it is ${name.text}.` }
        : { name: 'lists-name', result: 'missing', detail: `The identity says no more that it is ${name.text}.` }
      const checks = [proven.check, named.check, listed, ...bindingChecks(binding, verdict), where.check]
      if (reassigned) explain(checks, 'name-record', 'It led to another identity, which still claims it.')
      if (domainKeyChanged) explain(checks, 'website', `The key of ${name.domain} is another than when you pinned it.`)
      explain(checks, 'name-record', refusalText(chosen.refusals).trim())
      if (chosen.contested) explain(checks, 'website', `Other keys were shown for ${name.domain} and passed over.`)
      const move = to === null ? null : { to, status: found }
      return {
        ...base(identity, pin !== null, now),
        name,
        status,
        move,
        checks,
        domain,
        nameRecord,
        ...whereabouts(where),
      }
    },

    async byId(id, bundles) {
      if (bundles.every(({ identityRecord }) => identityRecord.length === 0)) return null
      const now = options.now()
      const known = await contacts.byId(id)
      const proven = await checkIdentity(id, bundles, known?.contact.identity ?? null, { network, now, learn })
      if (proven === null) return null
      const { identity } = proven
      const where = await checkWhereabouts(identity, bundles, known?.contact.locations ?? [], { network, now })
      const status = proven.inDoubt ? 'key-changed' : 'unverified'
      const skipped = (['name-record', 'lists-name', 'website', 'dns'] as const).map((name): Check => {
        return { name, result: 'skipped', detail: 'It was looked up by its id, not by a name.' }
      })
      const checks = [proven.check, ...skipped, where.check]
      const unnamed = { name: null, domain: null, nameRecord: null }
      return { ...base(identity, known?.pin != null, now), ...unnamed, status, checks, ...whereabouts(where) }
    },
  }
}

function base(identity: VerifiedIdentity, pinned: boolean, resolvedAt: number) {
  const { id } = identity.payload
  const source = 'network' as const
  return {
    id,
    idText: identityIdText(id),
    identity,
    pinned,
    resolvedAt,
    movedFrom: null,
    addresses: [],
    proofs: [],
    source,
  }
}

function whereabouts({ locations, homes }: Pick<Contact, 'locations' | 'homes'>): Pick<Contact, 'locations' | 'homes'> {
  return { locations, homes }
}

function explain(checks: Check[], name: Check['name'], sentence: string): void {
  const check = checks.find((one) => one.name === name)
  if (check !== undefined && sentence !== '') check.detail = `${check.detail} ${sentence}`
}
