import { claimsName } from '../records/name-history.ts'
import { validateIdentity } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { Contact } from './contact.ts'
import type { Contacts } from './contacts.ts'
import type { Callee, HelloPass, HelloPolicy, HelloTold } from './hello.ts'
import type { OwnRecords } from './own-records.ts'

export interface HelloPolicyOptions {
  own: OwnRecords
  /** The home's domain record, as far as it is known. */
  domain: () => VerifiedDomain | null
  check: HelloPolicy['check']
  contacts: Contacts
  /** Direct addresses (binary) for whom we talk with. */
  addresses: () => Uint8Array[]
  /** What shows a callee that it invited us; null where it did not. */
  pass: (callee: Callee) => Promise<HelloPass | null>
  network: string
  now: () => number
}

/** What this peer says at hello, whom it lets in, and what it remembers of those it talked with. docs/spec/hello.md. */
export function helloPolicy(options: HelloPolicyOptions): HelloPolicy {
  const { own, domain, check, contacts, addresses, network, now } = options

  async function remember(contact: Contact, told: HelloTold): Promise<void> {
    await contacts.learnAddresses(contact.id, told.addresses)
    // Told on a connection that proves the device: newer than any operator's copy, if it is newer.
    const identity = await validateIdentity(told.identityRecord, contact.id, { network, now: now() })
    await contacts.learnIdentity(identity)
  }

  return {
    async self(callee) {
      const identity = await own.identity()
      const home = domain()
      const { named } = own
      // A name record helps only beside the record of the domain that signed it.
      const isOurs = named !== null && claimsName(identity, named.name)
      const isProvable = isOurs && home !== null && home.payload.domain === named.name.domain
      return {
        identityRecord: identity.bytes,
        domainRecord: isProvable ? home.bytes : null,
        nameRecord: isProvable ? named.record.bytes : null,
        name: isProvable ? named.name.text : '',
        addresses: addresses(),
        pass: callee === undefined ? null : await options.pass(callee),
      }
    },
    check,
    learn(contact, told) {
      // A record that does not hold is not remembered, and the link is none the worse.
      remember(contact, told).catch(() => {})
    },
  }
}
