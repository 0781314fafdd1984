import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { movedStatus, type NameStatus } from '../../src/identity-proofs/name-status.ts'

const there = (status: NameStatus) => ({ leads: 'there', status }) as const
const elsewhere = { leads: 'elsewhere' } as const
const nowhere = { leads: 'nowhere' } as const
const UNSURE: NameStatus[] = ['witnessed', 'dns-only', 'by-home', 'name-unconfirmed']

describe('what a name comes to whose domain says that it moved', () => {
  it('is moved only where both names are verified', () => {
    assert.equal(movedStatus('verified', there('verified')), 'moved')
    for (const unsure of UNSURE) {
      assert.equal(movedStatus(unsure, there('verified')), unsure)
      assert.equal(movedStatus('verified', there(unsure)), unsure)
    }
    assert.equal(movedStatus('verified', there('key-changed')), 'key-changed')
    assert.equal(movedStatus('verified', there('reassigned')), 'reassigned')
  })

  it('is a mismatch where it leads to somebody else, unless something graver is known', () => {
    for (const old of ['verified', 'reassigned', ...UNSURE] as const)
      assert.equal(movedStatus(old, elsewhere), 'mismatch')
    assert.equal(movedStatus('key-changed', elsewhere), 'key-changed')
  })

  it('is unconfirmed where it leads nowhere', () => {
    for (const old of ['verified', ...UNSURE] as const) assert.equal(movedStatus(old, nowhere), 'name-unconfirmed')
  })

  it('hides nothing that is graver: an unbound key, another holder, keys in doubt', () => {
    for (const old of ['mismatch', 'reassigned', 'key-changed'] as const) {
      for (const to of [there('verified'), there('witnessed'), nowhere]) assert.equal(movedStatus(old, to), old)
    }
  })
})
