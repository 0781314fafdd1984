import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contactText } from '../../src/cli/show-contact.ts'
import type { Contact } from '../../src/peer/contact.ts'
import { parseName } from '../../src/records/names.ts'

/** As much of a contact as is shown. */
function contact(changes: Partial<Contact> = {}): Contact {
  const payload = { profile: undefined, homes: ['b.example'], devices: [{}] }
  const shown = {
    name: parseName('bob@b.example'),
    idText: 'bagaaiera',
    status: 'verified',
    movedFrom: null,
    source: 'network',
  }
  const check = { name: 'website', result: 'unreachable', detail: 'It did not answer.' }
  return {
    ...shown,
    checks: [check],
    identity: { payload },
    resolvedAt: 0,
    proofs: [],
    ...changes,
  } as unknown as Contact
}

describe('a contact, as a person sees it', () => {
  it('says who it is, how sure that is, and each check', () => {
    const text = contactText(contact(), 80)
    for (const part of [/name +bob@b\.example/, /status +verified/, /\? website +It did not answer\./])
      assert.match(text, part)
    assert.doesNotMatch(text, /asked|mixes/)
  })

  it('says when it is remembered, so that old checks do not pass for new ones', () => {
    const text = contactText(contact({ source: 'cache', resolvedAt: Date.UTC(2026, 10, 22, 19, 5, 7) }), 80)
    assert.match(text, /asked +nobody now: this is remembered from 2026-11-22 19:05:07 UTC/)
  })

  it('warns of a name that looks like another', () => {
    assert.match(contactText(contact({ name: parseName('b\u043eb@b.example') }), 80), /mixes scripts/)
  })
})
