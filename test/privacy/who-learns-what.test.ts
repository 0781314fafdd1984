/** docs/threat-model.md, "Who learns what": each cell of the table is what the party's programs really got. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Degree, type Fact, factsOf } from './facts.ts'
import { addressSpellings, contains } from './needles.ts'
import { whoLearnsWhat } from './page.ts'
import { type Got, type Party, partiesOf } from './parties.ts'
import { ALICE, DISPLAY_NAME, OLGA, type Story, tellStory } from './story.ts'
import { whyNoWorld } from './world.ts'

const table = whoLearnsWhat()

describe('who learns what', { skip: (await whyNoWorld()) ?? false }, () => {
  let parties: Map<string, Party>
  let story: Story

  before(async () => {
    story = await tellStory()
    parties = partiesOf(story)
  })

  it('is asked of every party and about every fact of the page', () => {
    assert.deepEqual([...table.keys()], [...parties.keys()])
    const facts = factsOf(story, ALICE, DISPLAY_NAME).map(({ name }) => name)
    for (const [party, row] of table) assert.deepEqual([...row.keys()], facts, party)
  })

  it('has everybody at an address of their own', () => {
    const unnamed = story.recording
      .received()
      .filter(({ protocol, from, party }) => protocol === 'tcp' && [from, party].includes('127.0.0.1'))
    assert.deepEqual(unnamed, [])
  })

  it('finds what is there: the address of somebody who tells it to everybody, and what the relay carried', () => {
    const address = addressSpellings(story.addresses.get(OLGA) ?? '')
    assert.ok(parties.get('stranger who knows my name')?.got.some(({ bytes }) => contains(bytes, address)))
    const carried = parties.get('relay of a call')?.got.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) ?? 0
    assert.ok(carried > 2_000, `the relay saw ${carried} bytes: what Alice said did not go through it`)
  })

  for (const [party, row] of table) {
    it(`${party}: ${[...row].map(([fact, word]) => `${fact}: ${word}`).join('; ')}`, () => {
      const { got, about, displayName } = parties.get(party) ?? assert.fail('nobody')
      assert.ok(got.length > 0)
      assert.deepEqual(
        factsOf(story, about, displayName).map((fact) => [fact.name, learnt(fact, got, about)]),
        [...row],
      )
    })
  }
})

/** In the page's words. */
function learnt(fact: Fact, got: readonly Got[], about: string): string {
  const counted = fact.onlyFromThem === true ? got.filter(({ from }) => from === about) : got
  const isIn = (some: readonly Got[], degree: Degree) =>
    some.some(({ bytes }) => contains(bytes, fact.marks[degree] ?? []))
  if (fact.byContact === true && got.some(({ from }) => from === about)) return 'learns'
  const unsaid = got.filter(({ from }) => from === '')
  if (isIn(counted, 'learns') || isIn(unsaid, 'learns')) return 'learns'
  const found = (['a hash', 'the domain', 'the IP address'] as const).filter((degree) => isIn(counted, degree))
  return found.length === 0 ? 'no' : found.join(' and ')
}
