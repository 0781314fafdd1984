// Each status of a name, reached from outside: operators are processes, and so is whoever looks the name up.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { OpenPeerError } from '../../src/errors.ts'
import { txtName } from '../../src/identity-proofs/txt-record.ts'
import { formatWellKnown } from '../../src/identity-proofs/well-known.ts'
import { startWebsite } from '../identity-proofs/fixtures/start-website.ts'
import { forkedLogs, publishLog } from './fork.ts'
import { NETWORK, startWorld, type World } from './world.ts'

const BOB = 'bob@b.test'
let world: World
let bob: { idText: string }

before(async () => {
  world = await startWorld(['a.test', 'b.test', 'c.test', 'd.test', 'e.test'])
  bob = await world.register(BOB)
})
after(() => world[Symbol.asyncDispose]())

const operator = (domain: string) => world.federation.operators.find((one) => one.domain === domain) ?? assert.fail()

test('verified: the website shows the key', async () => {
  const [answer, text, gateway] = await Promise.all([
    world.lookup(BOB),
    world.lookupText(BOB),
    world.gateway('a.test', BOB),
  ])
  assert.deepEqual([answer.exit, answer.status, answer.checks.website], [EXIT.ok, 'verified', 'ok'])
  assert.match(text, /status +verified: the domain shows the key/)
  assert.match(text, /what to do +Go on\./)
  assert.deepEqual([gateway.exit, gateway.status, gateway.checks.website], [200, 'verified', 'ok'])
})

test('unverified: looked up by the id alone', async () => {
  const [answer, gateway] = await Promise.all([world.lookup(bob.idText), world.gateway('a.test', bob.idText)])
  assert.deepEqual([answer.exit, answer.status], [EXIT.notVerified, 'unverified'])
  assert.equal(gateway.status, 'unverified')
})

test('key-changed: two keys went on from one key log', async () => {
  const eve = await world.register('eve@b.test')
  const [first, second] = await forkedLogs(eve.keys)
  const where = { keys: eve.keys, id: eve.id, name: 'eve@b.test', operator: operator('b.test').multiaddrs }
  assert.equal(await publishLog(first, where), 'stored')
  const seeker = await world.peer('a.test')
  try {
    assert.equal((await seeker.resolve('eve@b.test'))?.status, 'verified')
    assert.equal(await publishLog(second, where), 'stored')
    assert.equal((await seeker.resolve('eve@b.test', { policy: 'quorum' }))?.status, 'key-changed')
  } finally {
    await seeker.stop()
  }
})

test('reassigned: the domain gave the name to somebody else, and the one before still claims it', async () => {
  await world.register('carol@b.test')
  await world.release('carol@b.test')
  await world.register('carol@b.test')
  const [answer, gateway] = await Promise.all([world.lookup('carol@b.test'), world.gateway('a.test', 'carol@b.test')])
  assert.deepEqual([answer.exit, answer.status], [EXIT.notVerified, 'reassigned'])
  assert.equal(gateway.status, 'reassigned')
})

test('moved: the holder has another name elsewhere, which is verified, and the old domain says so', async () => {
  const { keys, idText } = await world.register('dora@b.test')
  const dora = await world.peer('b.test', { keys })
  const { oldNames } = await dora.move('dora@d.test')
  assert.deepEqual(
    oldNames.map(({ name, outcome }) => [name.text, outcome]),
    [['dora@b.test', 'moved']],
  )
  await dora.stop()
  const [answer, text, gateways, renamed] = await Promise.all([
    world.lookup('dora@b.test'),
    world.lookupText('dora@b.test'),
    Promise.all(['a.test', 'b.test', 'd.test'].map((domain) => world.gateway(domain, 'dora@b.test'))),
    world.lookup('dora@d.test'),
  ])
  assert.deepEqual([answer.exit, answer.status, answer.checks.moved], [EXIT.ok, 'moved', 'ok'])
  assert.deepEqual([renamed.exit, renamed.status, renamed.checks.moved], [EXIT.ok, 'verified', undefined])
  for (const said of [/name +dora@d\.test/, /moved from +dora@b\.test/, /status +moved: the name was given up/]) {
    assert.match(text, said)
  }
  assert.ok(text.includes(idText))
  for (const gateway of gateways) assert.deepEqual([gateway.status, gateway.checks.moved], ['moved', 'ok'])
})

test('mismatch: the website shows another key', async () => {
  await world.hideWebsite('b.test')
  const website = await startWebsite(world.federation.outside, 'b.test')
  try {
    const shown = formatWellKnown({ network: NETWORK, domain: 'b.test', key: new Uint8Array(32).fill(1), nodes: [] })
    website.serve((_request, response) => void response.end(shown))
    const answer = await world.lookup(BOB)
    assert.deepEqual([answer.exit, answer.status], [EXIT.notVerified, 'mismatch'])
    // A node looks again when it has started anew; until then an hour's memory is its answer.
    await operator('e.test').process.stop()
    await world.federation.restart('e.test')
    assert.equal((await world.gateway('e.test', BOB)).status, 'mismatch')
  } finally {
    await website.stop()
  }
})

test('witnessed: the website is down, and operators saw it', async () => {
  await operator('e.test').process.stop()
  const answer = await world.lookup(BOB)
  assert.deepEqual([answer.exit, answer.status], [EXIT.notVerified, 'witnessed'])
  assert.deepEqual([answer.checks.website, answer.checks.witnesses], ['unreachable', 'ok'])
})

test('dns-only: too few witnesses are left, and a TXT record shows the key', async () => {
  await Promise.all(['c.test', 'd.test'].map((domain) => operator(domain).process.stop()))
  const answer = await world.lookup(BOB)
  assert.deepEqual([answer.exit, answer.status], [EXIT.notVerified, 'dns-only'])
  assert.equal(answer.checks.witnesses, 'missing')
})

test('name-unconfirmed: nothing shows the key now', async () => {
  world.federation.outside.dns.setTxt(txtName('b.test'), [])
  const answer = await world.lookup(BOB)
  assert.deepEqual([answer.exit, answer.status], [EXIT.notVerified, 'name-unconfirmed'])
})

test('by-home: the same, as a page sees it, which can ask no DNS', async () => {
  const resolveTxt = async (): Promise<never> => {
    throw new OpenPeerError('UNREACHABLE', 'A web page cannot ask DNS.')
  }
  const page = await world.peer('a.test', { outside: { ...world.outside, canResolveDns: false, resolveTxt } })
  try {
    assert.equal((await page.resolve(BOB))?.status, 'by-home')
  } finally {
    await page.stop()
  }
})
