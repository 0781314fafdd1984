import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import type { Contact, Proof } from '../../src/peer/contact.ts'
import { createContacts } from '../../src/peer/contacts.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { decodeContact, encodeContact } from '../../src/peer/stored-contact.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { validateIdentity } from '../../src/records/validate.ts'
import { DAY_MS, identityRecord, NETWORK, newPerson, START } from './forge.ts'

const now = () => START + DAY_MS
const CLAIMS = ['dns:bob.test', 'https://lobste.rs/~bob']

const proofOf = (claim: string): Proof => ({
  ...{ claim, method: 'dns', account: 'bob.test', profile: null, result: 'verified', certainty: 'hard' },
  ...{ detail: 'It shows this identity.', checkedAt: START, evidence: 'ab'.repeat(32), checkedBy: 'a.test' },
})

async function startContact() {
  const bob = await newPerson('b.test', [])
  const versionOf = async (at: number, claims: string[]) => {
    const profile = { displayName: 'Bob', names: [], claims }
    return validateIdentity(await identityRecord(bob, at, { changes: { profile } }), bob.id, {
      network: NETWORK,
      now: at,
    })
  }
  const contact: Contact = {
    ...{ id: bob.id, idText: identityIdText(bob.id), name: null, status: 'unverified', movedFrom: null, checks: [] },
    ...{ identity: await versionOf(START, CLAIMS), domain: null, nameRecord: null, homes: [], locations: [] },
    ...{ addresses: [], proofs: [], pinned: false, resolvedAt: START, source: 'network' },
  }
  return { contact, versionOf }
}

test('the last results come back from the storage, and stay when somebody is looked up again', async () => {
  const { contact } = await startContact()
  const storage = memoryStorage()
  const before = createContacts({ storage, network: NETWORK, now })
  await before.remember(contact)
  const proofs = CLAIMS.map(proofOf)
  await before.learnProofs(contact.id, proofs)
  const after = createContacts({ storage, network: NETWORK, now })
  assert.deepEqual((await after.byId(contact.id))?.contact.proofs, proofs)
  assert.deepEqual((await after.remember(contact)).proofs, proofs)
})

test('an account that is no longer claimed is forgotten with the record that claimed it', async () => {
  const { contact, versionOf } = await startContact()
  const contacts = createContacts({ storage: memoryStorage(), network: NETWORK, now })
  await contacts.remember(contact)
  await contacts.learnProofs(contact.id, [...CLAIMS, 'dns:never.test'].map(proofOf))
  assert.deepEqual((await contacts.byId(contact.id))?.contact.proofs, CLAIMS.map(proofOf))
  await contacts.learnIdentity(await versionOf(START + 1, CLAIMS.slice(1)))
  assert.deepEqual((await contacts.byId(contact.id))?.contact.proofs, CLAIMS.slice(1).map(proofOf))
})

test('nobody is made known by a check alone', async () => {
  const { contact } = await startContact()
  const contacts = createContacts({ storage: memoryStorage(), network: NETWORK, now })
  await contacts.learnProofs(contact.id, CLAIMS.map(proofOf))
  assert.equal(await contacts.byId(contact.id), null)
})

test('what earlier versions kept has none; damaged ones are told', async () => {
  const { contact } = await startContact()
  const stored = JSON.parse(new TextDecoder().decode(encodeContact({ contact, pin: null })))
  const bytesOf = (proofs: unknown) => new TextEncoder().encode(JSON.stringify({ ...stored, proofs }))
  assert.deepEqual((await decodeContact(bytesOf(undefined), NETWORK)).contact.proofs, [])
  await assert.rejects(decodeContact(bytesOf('x'), NETWORK), (error) => isOpenPeerError(error, 'RECORD_MALFORMED'))
})
