import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { judgeWitnesses, type Testimony, type Trial } from '../../src/identity-proofs/witnesses.ts'

const KEY = new Uint8Array(32).fill(1)
const OTHER = new Uint8Array(32).fill(2)
const NOW = Date.UTC(2026, 10, 22)
const DAY = 24 * 3_600_000

interface Said {
  key?: Uint8Array
  domain?: string
  seenAt?: number
  website?: boolean
  dns?: boolean
  groups?: string[]
}

function said(witness: string, { groups = [witness], ...given }: Said = {}): Testimony {
  const payload = { witness, domain: 'b.example', key: KEY, website: true, dns: false, seenAt: NOW, ...given }
  const statement = { network: 'test', bytes: new Uint8Array(0), payload, signer: KEY } as Testimony['statement']
  return { statement, addressGroups: groups }
}

function judge(testimonies: Testimony[], given: Partial<Trial> = {}): string {
  const trial = { domain: 'b.example', key: KEY, testimonies, txtShowsKey: false, now: NOW, ...given }
  const { result, by } = judgeWitnesses(trial)
  return `${result} ${by.join(' ')}`.trim()
}

const three = [said('c.example'), said('d.example'), said('e.example')]

test('three of different owners in different networks make a key witnessed, and two do not', () => {
  assert.equal(judge(three), 'witnessed c.example d.example e.example')
  assert.equal(judge(three.slice(1)), 'too-few d.example e.example')
  assert.equal(judge([]), 'too-few')
})

test('nodes of one registrable domain, and nodes of one address group, count once', () => {
  assert.equal(judge([said('c.example'), said('x.c.example'), said('d.example')]), 'too-few c.example d.example')
  const shared = three.map(({ statement }) => ({ statement, addressGroups: ['192.0.2'] }))
  assert.equal(judge(shared), 'too-few c.example')
  const overlapping = [said('c.example', { groups: ['1', '2'] }), said('d.example', { groups: ['2', '3'] })]
  assert.equal(judge([...overlapping, said('e.example', { groups: ['3'] })]), 'too-few c.example e.example')
})

test('nobody is a witness for its own registrable domain, or for another one', () => {
  assert.equal(judge([...three.slice(1), said('x.b.example')]), 'too-few d.example e.example')
  assert.equal(judge([...three.slice(1), said('c.example', { domain: 'x.b.example' })]), 'too-few d.example e.example')
})

test('a statement counts 30 days, and not from the future', () => {
  const at = (seenAt: number) => judge([...three.slice(1), said('c.example', { seenAt })]).split(' ')[0]
  assert.equal(at(NOW - 30 * DAY), 'witnessed')
  assert.equal(at(NOW - 30 * DAY - 1), 'too-few')
  assert.equal(at(NOW + 5 * 60_000), 'witnessed')
  assert.equal(at(NOW + 5 * 60_000 + 1), 'too-few')
})

test('one witness that saw another key, and not this one, makes it contested, however many say otherwise', () => {
  const lie = said('f.example', { key: OTHER })
  assert.equal(judge([...three, lie]), 'contested f.example')
  assert.equal(judge([...three, said('f.example', { key: OTHER, seenAt: NOW - 31 * DAY })]).split(' ')[0], 'witnessed')
  assert.equal(
    judge([...three, lie, said('f.example')]).split(' ')[0],
    'witnessed',
    'it is changing from one to the other',
  )
})

test('two that saw the same TXT record are enough beside one’s own eyes', () => {
  const two = [said('c.example', { dns: true }), said('d.example', { dns: true, website: false })]
  assert.equal(judge(two), 'too-few c.example d.example')
  assert.equal(judge(two, { txtShowsKey: true }), 'witnessed c.example d.example')
  assert.equal(judge(three.slice(1), { txtShowsKey: true }), 'too-few d.example e.example')
})

test('the verdict does not depend on the order of the statements, and fewer than three owners never suffice', () => {
  const witness = fc.constantFrom('c.example', 'x.c.example', 'd.example', 'e.example', 'b.example')
  const one = fc.record({
    witness,
    key: fc.constantFrom(KEY, KEY, KEY, OTHER),
    groups: fc.subarray(['1', '2', '3']),
    dns: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), fc.boolean(), (saidBy, txtShowsKey) => {
      const testimonies = saidBy.map(({ witness, ...given }) => said(witness, given))
      const result = judge(testimonies, { txtShowsKey })
      assert.equal(judge(testimonies.toReversed(), { txtShowsKey }).split(' ')[0], result.split(' ')[0])
      const owners = new Set(saidBy.map((given) => given.witness.replace('x.', '')))
      owners.delete('b.example')
      if (owners.size < (txtShowsKey ? 2 : 3)) assert.notEqual(result.split(' ')[0], 'witnessed')
    }),
  )
})
