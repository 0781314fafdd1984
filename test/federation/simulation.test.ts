import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { MAX_NODES_OF_DOMAIN, positionOfKey } from '../../src/federation/operator-table.ts'
import { NETWORK } from './sealed-records.ts'
import { CONDUCTS, type Conduct, createPeople, lookupIn, type Person, type Score, score } from './simulation/people.ts'
import { type Applicant, createWorld, near, seededRandom, type World } from './simulation/world.ts'

const HONEST = 700
const HOSTILE = 300
const SYBILS = 600
const PEOPLE = 400
const SEED = 2_026

const people = await createPeople(PEOPLE)
/** Some honest operators share a hosting company's network; every hostile one has paid for its own. */
const honest = Array.from({ length: HONEST }, (_, index) => applicant(`honest${index}.test`, index % 500, false))

function applicant(domain: string, network: number, isHostile: boolean, at?: Uint8Array): Applicant {
  const address = `/ip4/${100 + (network >> 16)}.${(network >> 8) & 255}.${network & 255}.7/tcp/4001`
  return { domain, address, isHostile, ...(at === undefined ? {} : { at }) }
}

function hostile(place: (index: number) => Uint8Array | undefined): Applicant[] {
  return Array.from({ length: HOSTILE }, (_, index) =>
    applicant(`hostile${index}.test`, 1_000 + index, true, place(index)),
  )
}

/** Each hostile node does one of them, or all the same: together is worst. */
function conducts(world: World, conduct: Conduct | 'mixed'): (key: string) => Conduct {
  const chosen = new Map<string, Conduct>()
  for (const key of world.hostile) chosen.set(key, CONDUCTS[Math.floor(world.random() * CONDUCTS.length)] ?? 'deny')
  return (key) => (conduct === 'mixed' ? (chosen.get(key) ?? 'deny') : conduct)
}

async function run(world: World, conduct: Conduct | 'mixed', who: readonly Person[], own?: 'alive' | 'dead') {
  return await score(lookupIn(world, conducts(world, conduct), people), who, own)
}

function tell(t: TestContext, what: string, { right, stale, denied, wrong }: Score): void {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  t.diagnostic(`${what}: ${percent(right)} right, ${percent(stale)} old, ${percent(denied)} nothing, ${wrong} wrong`)
}

const honestAmong = (world: World, { routingKey }: Person) =>
  world.table.view(routingKey).holders.filter(({ key }) => !world.hostile.has(key)).length

describe('1,000 operators, 300 of them hostile and each with a domain, a network and any id it likes', () => {
  test('spread evenly: who lies, denies, refuses, forges or is silent changes no answer, with the domain itself dead', async (t) => {
    const random = seededRandom(SEED)
    const world = await createWorld([...honest, ...hostile(() => undefined)], random)
    assert.equal(world.table.sorted().length, 1 + HONEST + HOSTILE)
    const sizes = people.map(({ routingKey }) => world.table.view(routingKey).holders.length)
    t.diagnostic(
      `holders of a key: ${sizes.reduce((a, b) => a + b) / PEOPLE} on average, ${Math.max(...sizes)} at most`,
    )
    for (const conduct of ['stale', 'deny', 'mixed'] as const) {
      const all = await run(world, conduct, people)
      tell(t, `all ${conduct}`, all)
      assert.ok(all.right >= 0.99)
      assert.equal(all.wrong, 0)
    }
  })

  // As many next to each victim as a key would have holders without the region, nearly as many as it bears, and more.
  for (const [crowd, isBorne] of [
    [8, true],
    [40, true],
    [60, false],
  ] as const) {
    test(`${crowd} crowd in next to each of ${Math.floor(HOSTILE / crowd)} names`, async (t) => {
      const random = seededRandom(SEED)
      const victims = people.slice(0, Math.floor(HOSTILE / crowd))
      const places = victims.map(({ routingKey }) => positionOfKey(NETWORK, routingKey))
      const crowded = hostile((index) => near(places[index % places.length] ?? assert.fail(), 0.0001, random))
      const world = await createWorld([...honest, ...crowded], random)
      const left = victims.filter((victim) => honestAmong(world, victim) > 0).length
      t.diagnostic(`victims with an honest holder left: ${left} of ${victims.length}`)
      const others = await run(world, 'stale', people.slice(victims.length))
      tell(t, 'all other names, their domains dead', others)
      assert.ok(others.right >= 0.99)
      assert.equal(others.wrong, 0)
      for (const conduct of ['stale', 'deny'] as const) {
        const dead = await run(world, conduct, victims)
        const alive = await run(world, conduct, victims, 'alive')
        tell(t, `the victims, all ${conduct}, their domain dead`, dead)
        tell(t, `the victims, all ${conduct}, their domain alive`, alive)
        assert.equal(dead.wrong, 0)
        assert.equal(alive.right, 1)
        if (isBorne) assert.equal(dead.right, 1)
      }
    })
  }

  test('many ids and sub-domains of one registrable domain: the same holders as without them, but for one seat', async (t) => {
    const [victim = assert.fail()] = people
    const place = positionOfKey(NETWORK, victim.routingKey)
    const sybils = Array.from({ length: SYBILS }, (_, index) => {
      const domain = index % 2 === 0 ? `r${index}.sybil.test` : 'sybil.test'
      return applicant(domain, 1_000 + index, true, near(place, 0.0001, seededRandom(index)))
    })
    const without = await createWorld(honest, seededRandom(SEED))
    const world = await createWorld([...honest, ...sybils], seededRandom(SEED))
    t.diagnostic(
      `admitted ${world.table.members().length - 1 - HONEST} of ${SYBILS}, seats ${world.table.sorted().length}`,
    )
    assert.equal(world.table.members().length, 1 + HONEST + MAX_NODES_OF_DOMAIN)
    assert.equal(world.table.sorted().length, 1 + HONEST + 1)
    for (const { routingKey } of people) {
      const before = new Set(without.table.view(routingKey).holders.map(({ key }) => key))
      const others = world.table.view(routingKey).holders.filter(({ key }) => !before.has(key))
      assert.ok(others.length <= 1 && others.every(({ seat }) => seat.registrableDomain === 'sybil.test'))
    }
    const all = await run(world, 'stale', people)
    tell(t, 'all names', all)
    assert.deepEqual(all, { right: 1, stale: 0, denied: 0, wrong: 0 })
  })
})
