import assert from 'node:assert/strict'
import { isOpenPeerError } from '../../src/errors.ts'
import type { Check, Contact } from '../../src/peer/contact.ts'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  DAY_MS,
  type Domain,
  domainRecord,
  identityRecord,
  nameRecord,
  newDomain,
  newPerson,
  type Person,
  START,
} from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'

export const LATER = START + DAY_MS
export const failsWith = (code: Parameters<typeof isOpenPeerError>[1]) => (error: unknown) =>
  isOpenPeerError(error, code)

/** Somebody who looks bob@b.test up through a.test, with c.test for a second opinion, and what those two say of him. */
export interface Hearsay extends AsyncDisposable {
  home: Directory
  other: Directory
  seeker: Seeker
  bTest: Domain
  bob: Person
  /** The records of bob@b.test, signed at a time; of another person or another key of the domain where given. */
  recordsAt(at: number, person?: Person, domain?: Domain): Promise<Parameters<typeof bundle>[0]>
  /** What operators say from now on; both, unless one is given. */
  tell(records: Parameters<typeof bundle>[0], operators?: Directory[]): void
  /** Resolves bob@b.test, who must exist. */
  look(policy?: 'network' | 'quorum'): Promise<Contact>
}

/** At first both operators tell the truth as of `START`, and the website of b.test shows its key. */
export async function startHearsay(): Promise<Hearsay> {
  const [home, other] = await Promise.all([startDirectory('a.test'), startDirectory('c.test')])
  const seeker = await startSeeker({ home, others: [other] })
  const bTest = await newDomain('b.test')
  const bob = await newPerson('b.test', ['bob@b.test'])
  seeker.outside.sites.set('b.test', { key: bTest.key })
  const recordsAt: Hearsay['recordsAt'] = async (at, person = bob, domain = bTest) => ({
    domain: await domainRecord(domain, at),
    name: await nameRecord(domain, 'bob@b.test', person.id, at),
    identity: await identityRecord(person, at),
  })
  const tell: Hearsay['tell'] = (records, operators = [home, other]) => {
    for (const operator of operators) operator.answers.resolve = () => bundle(records)
  }
  tell(await recordsAt(START))
  return {
    home,
    other,
    seeker,
    bTest,
    bob,
    recordsAt,
    tell,
    async look(policy = 'network') {
      const contact = await seeker.resolve('bob@b.test', { policy })
      assert.ok(contact !== null)
      return contact
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([seeker, home, other].map((part) => part[Symbol.asyncDispose]()))
    },
  }
}

export const check = (contact: Contact, name: Check['name']) => contact.checks.find((one) => one.name === name)
