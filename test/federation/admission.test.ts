import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { WitnessWord } from '../../src/federation/admission-evidence.ts'
import type { Sighting } from '../../src/federation/domain-bindings.ts'
import { ADDRESS, type Candidate, DAY_MS, MET, reason, recordOf, seatIn, withDoor } from './door.ts'
import { testDomain } from './sealed-records.ts'

describe('admission', () => {
  test('a node whose domain lists it and stands behind its record has a seat, where it was met', () =>
    withDoor(async (door) => {
      const a = await door.add('node.a.test')
      await door.meet(a)
      const addressGroups = ['192.0.2']
      assert.deepEqual(seatIn(door, a), { domain: 'node.a.test', registrableDomain: 'a.test', rank: 0, addressGroups })
      assert.deepEqual(door.table.find(a.node.key)?.multiaddrs.map(String), [ADDRESS])
      assert.equal(reason(door, a), null)
    }))

  test('who introduces itself is not asked again', () =>
    withDoor(async (door) => {
      const a = await door.add('a.test')
      door.admission.introduced(a.node, await a.show(), MET)
      await door.settle()
      assert.equal(seatIn(door, a)?.domain, 'a.test')
      assert.equal(door.asked.get(a.node.key), undefined)
    }))

  const lies: [string, string, (candidate: Candidate) => Promise<Uint8Array>][] = [
    ['shows nothing', 'NOT_ADMITTED', async () => new Uint8Array()],
    ['shows what is no record', 'RECORD_MALFORMED', async () => new Uint8Array(100).fill(1)],
    ['shows a record that does not list it', 'NOT_ADMITTED', (one) => recordOf(one, { lists: false })],
    ['shows a record of another network', 'WRONG_NETWORK', (one) => recordOf(one, { network: 'other' })],
    ['shows a record that is over', 'RECORD_EXPIRED', (one) => recordOf(one, { seq: Date.now() - 2 * DAY_MS })],
    ['shows a record from the future', 'SEQ_IN_FUTURE', (one) => recordOf(one, { seq: Date.now() + DAY_MS })],
    ['shows a record of another kind', 'WRONG_KIND', async () => (await testDomain()).name('bob')],
    [
      'shows a record that was changed',
      'BAD_SIGNATURE',
      async (one) => {
        const bytes = await recordOf(one)
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
        return bytes
      },
    ],
    [
      'gives no answer',
      'TIMEOUT',
      async () => {
        throw new OpenPeerError('TIMEOUT', 'no answer')
      },
    ],
  ]
  for (const [what, code, show] of lies) {
    test(`a node that ${what} has no seat, costs no look outside, and is asked again later, ever more seldom`, () =>
      withDoor(async (door) => {
        const liar = await door.add('a.test')
        Object.assign(liar, { show: () => show(liar) })
        await door.meet(liar)
        assert.equal(seatIn(door, liar), null)
        assert.equal(reason(door, liar), code)
        for (const [pauseMs, asked] of [
          [1_999, 1],
          [1, 2],
          [7_999, 2],
          [1, 3],
        ] as const) {
          door.clock.now += pauseMs
          door.admission.tick()
          await door.meet(liar)
          assert.equal(door.asked.get(liar.node.key), asked)
        }
        assert.deepEqual(door.looked, [])
      }))
  }

  test('an address through a relay, or under another peer id, is none of an operator', () =>
    withDoor(async (door) => {
      const relay = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
      const address = `${ADDRESS}/p2p/${relay}/p2p-circuit`
      for (const one of [
        await door.add('a.test', { address }),
        await door.add('b.test', { address: `${ADDRESS}/p2p/${relay}` }),
      ]) {
        await door.meet(one)
        assert.equal(reason(door, one), 'NOT_ADMITTED')
      }
    }))
})

describe('evidence', () => {
  const word = (name: string, fields: Partial<WitnessWord> = {}): WitnessWord => ({
    ...{ registrableDomain: `${name}.test`, addressGroups: [name], website: true, dns: true, seenAt: Date.now() },
    ...fields,
  })
  const cases: [string, Sighting['status'], WitnessWord[], string | null][] = [
    ['a website that shows the key', 'verified', [], null],
    ['one that showed it within 30 days', 'remembered', [], null],
    [
      'one that shows another key, whatever witnesses say',
      'mismatch',
      [word('x'), word('y'), word('z')],
      'BINDING_MISMATCH',
    ],
    ['nothing', 'unreachable', [], 'BINDING_UNCONFIRMED'],
    ['three witnesses', 'unreachable', [word('x'), word('y'), word('z')], null],
    ['two witnesses', 'unreachable', [word('x'), word('y')], 'BINDING_UNCONFIRMED'],
    [
      'three of one domain',
      'unreachable',
      ['g', 'h', 'i'].map((group) => word('x', { addressGroups: [group] })),
      'BINDING_UNCONFIRMED',
    ],
    [
      'three of one network',
      'unreachable',
      ['x', 'y', 'z'].map((name) => word(name, { addressGroups: ['g'] })),
      'BINDING_UNCONFIRMED',
    ],
    [
      'three who saw DNS alone',
      'unreachable',
      ['x', 'y', 'z'].map((name) => word(name, { website: false })),
      'BINDING_UNCONFIRMED',
    ],
    ['a TXT record alone', 'dns-only', [word('x')], 'BINDING_UNCONFIRMED'],
    [
      'a TXT record that two others saw',
      'dns-only',
      [word('x', { website: false }), word('y', { website: false })],
      null,
    ],
    [
      'a TXT record that two others did not see',
      'dns-only',
      [word('x', { dns: false }), word('y', { dns: false })],
      'BINDING_UNCONFIRMED',
    ],
  ]
  for (const [what, status, words, code] of cases) {
    test(`${what}: ${code === null ? 'admitted' : `refused with ${code}, and looked at again when that is allowed`}`, () =>
      withDoor(async (door) => {
        door.sightings.set('a.test', { status })
        door.words.push(...words)
        const a = await door.add('a.test')
        await door.meet(a)
        assert.equal(reason(door, a), code)
        assert.equal(seatIn(door, a) !== null, code === null)
        if (code === null) return
        door.sightings.set('a.test', { status: 'verified' })
        door.clock.now += 59_999
        door.admission.tick()
        await door.settle()
        assert.equal(door.looked.length, 1)
        door.clock.now += 1
        door.admission.tick()
        await door.settle()
        assert.equal(seatIn(door, a)?.domain, 'a.test')
      }))
  }
})

describe('a crowd at the door', () => {
  test('eight are looked at at once, of one registrable domain one and two wait; who was seen before goes first', () =>
    withDoor(async (door) => {
      const member = await door.add('member.test')
      await door.meet(member)
      const open = door.hold()
      const subdomains = await Promise.all(Array.from({ length: 6 }, (_, index) => door.add(`r${index}.sybil.test`)))
      const crowd = await Promise.all(Array.from({ length: 30 }, (_, index) => door.add(`x${index}.test`)))
      const old = await door.add('old.test')
      door.known.add('old.test')
      for (const { node } of [...subdomains, ...crowd, old]) door.admission.meet(node, MET)
      // Looks are held back, so this waits for those that can begin.
      for (let turns = 0; turns < 200; turns++) await new Promise(setImmediate)
      assert.equal(door.looked.length, 1 + 8)
      assert.equal(door.looked.filter((domain) => domain.endsWith('sybil.test')).length, 1)
      assert.equal(subdomains.filter((one) => reason(door, one) === 'RATE_LIMITED').length, 3)
      open()
      await door.settle()
      assert.equal(door.looked[9], 'old.test')
      assert.ok([member, old, ...crowd].every((one) => seatIn(door, one) !== null))
    }))
})
