// Operators that say that there is nobody, and callers that say who they are.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { createCallerCheck } from '../../src/peer/check-caller.ts'
import { CACHE_FRESH_MS } from '../../src/peer/resolve.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'
import { NETWORK, newDomain, newPerson, rawOf, START } from './forge.ts'
import { failsWith, type Hearsay, startHearsay } from './hearsay.ts'

let hearsay: Hearsay

beforeEach(async () => {
  hearsay = await startHearsay()
})
afterEach(() => hearsay[Symbol.asyncDispose]())

describe('a home that denies', () => {
  const denial = () => ({ source: 'own', answers: 1, needed: 1 })

  test('somebody who is remembered: another operator is asked before it is believed', async () => {
    const { home, seeker, look } = hearsay
    await look()
    home.answers.resolve = denial
    seeker.clock.at += CACHE_FRESH_MS + 1
    assert.equal((await seeker.resolve('bob@b.test'))?.status, 'verified')
    assert.equal((await look('network')).status, 'verified')
  })

  test('a stranger of another domain, as if the answer were its own: not believed while another one reached too few', async () => {
    const { home, other, seeker } = hearsay
    home.answers.resolve = denial
    other.answers.resolve = () => ({ source: 'holders', answers: 1, needed: 3 })
    await assert.rejects(seeker.resolve('carol@b.test'), failsWith('UNREACHABLE'))
    assert.equal(await seeker.resolve('carol@a.test'), null, 'of its own names it knows')
  })
})

test('a caller with a domain key of its own making is nobody, also while the website is down', async () => {
  const { seeker, recordsAt } = hearsay
  seeker.outside.sites.delete('b.test')
  const [forged, mallory] = [await newDomain('b.test'), await newPerson('b.test', ['bob@b.test'])]
  const records = await recordsAt(START, mallory, forged)
  const asked: string[] = []
  const checkCaller = createCallerCheck({
    ...{ network: NETWORK, contacts: seeker.contacts, checker: seeker.checker, operators: seeker.operators },
    accept: ({ name }) => {
      asked.push(name?.text ?? '')
      return true
    },
    now: seeker.clock.now,
  })
  const caller = {
    name: 'bob@b.test',
    identityRecord: records.identity as Uint8Array<ArrayBuffer>,
    domainRecord: records.domain as Uint8Array<ArrayBuffer>,
    nameRecord: records.name as Uint8Array<ArrayBuffer>,
    addresses: [],
    capability: new Uint8Array(0),
    mac: new Uint8Array(0),
  }
  assert.equal(await checkCaller(caller, peerIdFromRaw(rawOf(mallory.keys.deviceKey))), null)
  assert.deepEqual(asked, [], 'its owner is not even asked about a bob whom the operators know as another')
})
