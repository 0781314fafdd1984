// The website of b.test is down: what operators that the peer found itself saw there has to do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { multiaddr } from '@multiformats/multiaddr'
import { sealWitness } from '../../src/records/witness-statement.ts'
import { type Directory, startDirectory } from './directory.ts'
import { type Domain, NETWORK, newDomain, rawOf, START } from './forge.ts'
import { check } from './hearsay.ts'
import { startWitnessWorld, type WitnessWorld, type WitnessWorldOptions } from './witness-world.ts'

const HONEST = ['c.test', 'd.test', 'e.test']

const withWorld =
  (work: (world: WitnessWorld) => Promise<void>, options: WitnessWorldOptions = {}) =>
  async () => {
    await using world = await startWitnessWorld(options)
    await work(world)
  }

async function look({ seeker }: WitnessWorld) {
  const contact = await seeker.resolve('bob@b.test', { policy: 'quorum' })
  assert.ok(contact !== null)
  const witnesses = check(contact, 'witnesses')
  return { status: contact.status, result: witnesses?.result, detail: witnesses?.detail ?? '', contact }
}

const asked = ({ operators }: WitnessWorld, method: string) =>
  operators.filter((operator) => operator.asked.includes(method)).map(({ owner }) => owner.domain)

test(
  'three holders that saw the key make the name witnessed; two leave it unconfirmed',
  withWorld(async (world) => {
    const { bTest, say, seeker } = world
    say(['c.test', 'd.test'], bTest)
    assert.deepEqual((await look(world)).status, 'name-unconfirmed')
    say(HONEST, bTest)
    seeker.clock.at += 60_000
    const { status, detail } = await look(world)
    assert.equal(status, 'witnessed')
    assert.match(detail, /^c\.test, d\.test, e\.test saw this key/)
  }),
)

test(
  'as long as the website answers nobody is asked',
  withWorld(async (world) => {
    const { seeker, bTest } = world
    seeker.outside.sites.set('b.test', { key: bTest.key })
    assert.equal((await look(world)).status, 'verified')
    assert.deepEqual([...asked(world, 'holders'), ...asked(world, 'witness')], [])
  }),
)

test(
  'what the website shows is not overridden by any number of witnesses',
  withWorld(async (world) => {
    const { seeker, bTest, say } = world
    say([...HONEST, 'f.test'], bTest)
    seeker.outside.sites.set('b.test', { key: (await newDomain('b.test')).key })
    assert.equal((await look(world)).status, 'mismatch')
    assert.deepEqual(asked(world, 'witness'), [])
  }),
)

test(
  'a page, which can ask neither DNS nor this website, is witnessed as well, and else by-home',
  withWorld(
    async (world) => {
      const { seeker, bTest, say } = world
      assert.equal((await look(world)).status, 'by-home')
      seeker.clock.at += 60_000
      say(HONEST, bTest)
      assert.equal((await look(world)).status, 'witnessed')
    },
    { isPage: true },
  ),
)

test(
  'a TXT record and two witnesses that saw the same one',
  withWorld(async (world) => {
    const { seeker, bTest, say } = world
    seeker.outside.txt.set('b.test', bTest.key)
    say(['c.test', 'd.test'], bTest)
    assert.equal((await look(world)).status, 'dns-only')
    seeker.clock.at += 60_000
    say(['c.test', 'd.test'], bTest, { dns: true, website: false })
    assert.equal((await look(world)).status, 'witnessed')
  }),
)

test(
  'one that saw another key makes it contested, and is named',
  withWorld(async (world) => {
    const { bTest, say } = world
    say(HONEST, bTest)
    say(['f.test'], await newDomain('b.test'))
    const { status, result, detail } = await look(world)
    assert.deepEqual([status, result], ['name-unconfirmed', 'failed'])
    assert.match(detail, /f\.test saw another key/)
  }),
)

test(
  'a home that lies alone, in whatever way, makes no wrong key witnessed',
  withWorld(async (world) => {
    const { give, say, name, of, operators, seeker } = world
    const forged = await newDomain('b.test')
    await give(['a.test', 'c.test'], forged)
    // It names nodes of its own under domains whose websites do not stand behind them.
    const puppets = await Promise.all(['x.test', 'y.test', 'z.test', 'w.test'].map((domain) => startDirectory(domain)))
    operators.push(...puppets)
    name(['a.test'], [...puppets, of('a.test')])
    say(['a.test', 'x.test', 'y.test', 'z.test', 'w.test'], forged)
    assert.equal((await look(world)).status, 'name-unconfirmed')
    assert.deepEqual(asked(world, 'witness').sort(), ['a.test', 'c.test', 'd.test', 'e.test', 'f.test'])
    // And it cannot hide those that the second operator names.
    seeker.clock.at += 60_000
    say(HONEST, forged)
    assert.equal((await look(world)).status, 'witnessed')
  }),
)

test(
  'where only the home is known, those that it and they name can contest a key, and not make it witnessed',
  withWorld(
    async (world) => {
      const { bTest, say, name, of, seeker } = world
      // Three bought domains, each bound to its key, that the home says are the holders.
      name(['a.test'], [of('d.test'), of('e.test')])
      say(HONEST, bTest)
      const { status, detail } = await look(world)
      assert.equal(status, 'name-unconfirmed')
      assert.match(detail, /saw this key there, but only your home named them: configure another operator/)
      assert.deepEqual(asked(world, 'holders').sort(), ['a.test', 'd.test', 'e.test'])
      seeker.clock.at += 60_000
      say(['f.test'], await newDomain('b.test'))
      assert.match((await look(world)).detail, /f\.test saw another key/)
    },
    { knowsAnother: false },
  ),
)

test(
  'two keys for a domain that is down: the one that was witnessed goes on',
  withWorld(async (world) => {
    const { bTest, give, say } = world
    const forged: Domain = await newDomain('b.test')
    await give(['a.test'], forged)
    say([...HONEST, 'f.test'], bTest)
    const { status, contact } = await look(world)
    assert.equal(status, 'witnessed')
    assert.deepEqual(contact.domain?.signer, Uint8Array.from(bTest.key.publicKey.raw))
  }),
)

test(
  'holders in one address group count once',
  withWorld(
    async (world) => {
      const { bTest, say } = world
      say(HONEST, bTest)
      const { status, detail } = await look(world)
      assert.equal(status, 'name-unconfirmed')
      assert.match(detail, /Only c\.test, e\.test/)
    },
    { metAt: (domain) => multiaddr(`/ip4/198.51.${domain === 'e.test' ? 101 : 100}.7/tcp/1`) },
  ),
)

test(
  'what a holder says in the name of another counts for nobody, whoever signed it',
  withWorld(async (world) => {
    const { bTest, say, of } = world
    say(['c.test', 'd.test'], bTest)
    const [c, e] = [of('c.test'), of('e.test')]
    const payload = { domain: 'b.test', key: rawOf(bTest.key), website: true, dns: false, seenAt: START }
    const seal = (witness: string, { owner }: Directory) => sealWitness({ witness, ...payload }, owner.key, NETWORK)
    c.answers.witness = async () => ({ statements: [await seal('c.test', c), await seal('e.test', c)] })
    assert.equal((await look(world)).status, 'name-unconfirmed')
    world.seeker.clock.at += 60_000
    // Signed by e.test itself, and brought by another: whoever is a witness says so when it is asked.
    c.answers.witness = async () => ({ statements: [await seal('c.test', c), await seal('e.test', e)] })
    assert.equal((await look(world)).status, 'name-unconfirmed')
  }),
)

test(
  'holders that do not answer cost at most 3 s',
  withWorld(async (world) => {
    const { bTest, say, of } = world
    say(HONEST, bTest)
    for (const domain of ['d.test', 'e.test', 'f.test']) of(domain).answers.witness = () => new Promise(() => {})
    const startedAt = performance.now()
    assert.equal((await look(world)).status, 'name-unconfirmed')
    assert.ok(performance.now() - startedAt < 3_300)
  }),
)
