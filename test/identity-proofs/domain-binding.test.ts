import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { checkBinding } from '../../src/identity-proofs/domain-binding.ts'
import { txtName } from '../../src/identity-proofs/txt-record.ts'
import { type BindingWorld, DOMAIN, KEY, OTHER_KEY, startBindingWorld } from './fixtures/binding-world.ts'

let world: BindingWorld
before(async () => {
  world = await startBindingWorld()
})
afterEach(() => world.clear())
after(() => world.stop())

/** Status, website, dns: what is asserted of nearly every check. */
async function check(extra: Parameters<BindingWorld['options']>[0] = {}): Promise<string> {
  const { status, website, dns } = await checkBinding(world.options(extra))
  return `${status} ${website.result} ${dns.result}`
}

test('the website shows the key: verified, whatever DNS does not say', async () => {
  world.showWebsite()
  assert.equal(await check(), 'verified match missing')
  world.showTxt({ key: KEY })
  assert.equal(await check(), 'verified match match')
  world.world.dns.setFailure(txtName(DOMAIN), 'servfail')
  assert.equal(await check(), 'verified match unreachable')
})

test('the key that the website announces as its next one is verified as well', async () => {
  world.showWebsite({ key: OTHER_KEY, nextKey: KEY })
  world.showTxt({ key: OTHER_KEY, nextKey: KEY })
  assert.equal(await check(), 'verified match match')
  const binding = await checkBinding(world.options())
  assert.match(binding.detail, /next/)
})

test('the whole answer says what was seen, where and when', async () => {
  world.showWebsite()
  const binding = await checkBinding(world.options())
  assert.deepEqual(binding, {
    domain: DOMAIN,
    key: KEY,
    status: 'verified',
    detail: 'https://a.test/.well-known/openpeer.json shows this key.',
    checkedAt: world.now,
    lastSuccessAt: world.now,
    website: { result: 'match', detail: 'https://a.test/.well-known/openpeer.json shows this key.' },
    dns: { result: 'missing', detail: '_openpeer.a.test has no "openpeer=1" TXT record.' },
  })
})

test('the website shows another key: mismatch, even when DNS shows this one', async () => {
  world.showWebsite({ key: OTHER_KEY })
  assert.equal(await check(), 'mismatch mismatch missing')
  world.showTxt({ key: KEY })
  assert.equal(await check(), 'mismatch mismatch match')
})

test('DNS shows another key: mismatch, even when the website shows this one or is silent', async () => {
  world.showTxt({ key: OTHER_KEY })
  assert.equal(await check(), 'mismatch missing mismatch')
  world.showWebsite()
  assert.equal(await check(), 'mismatch match mismatch')
})

test('two records of ours in DNS are a mismatch: which one counts would be a guess', async () => {
  world.showWebsite()
  world.showTxt({ key: KEY }, { key: OTHER_KEY })
  assert.equal(await check(), 'mismatch match mismatch')
  world.showTxt({ key: KEY }, 'v=spf1 -all')
  assert.equal(await check(), 'verified match match')
})

test('a TXT record alone is dns-only', async () => {
  world.showTxt({ key: KEY })
  assert.equal(await check(), 'dns-only missing match')
})

test('nothing anywhere is unreachable, never verified and never thrown', async () => {
  assert.equal(await check(), 'unreachable missing missing')
  world.blockWebsite()
  world.world.dns.setFailure(txtName(DOMAIN), 'servfail')
  assert.equal(await check(), 'unreachable unreachable unreachable')
  world.showStatus(503, 'busy')
  assert.equal(await check(), 'unreachable unreachable unreachable')
})

test('a document of another domain or network, or a broken one, shows no key', async () => {
  world.showWebsite({ domain: 'b.test' })
  assert.equal(await check(), 'unreachable missing missing')
  world.showWebsite({ network: 'main' })
  assert.equal(await check(), 'unreachable missing missing')
  world.showStatus(200, '<html>welcome</html>')
  assert.equal(await check(), 'unreachable missing missing')
  world.showTxt('openpeer=1; key=short')
  assert.equal(await check(), 'unreachable missing missing')
  const { website } = await checkBinding(world.options())
  assert.match(website.detail, /not JSON/)
})

test('a redirect is not followed, and a document above 16 KiB is not read', async () => {
  world.website.serve((_request, response) => void response.writeHead(301, { location: 'https://a.test/other' }).end())
  assert.equal(await check(), 'unreachable unreachable missing')
  assert.equal(world.website.asked.includes('/other'), false)
  world.showWebsite({ gateway: `https://a.test/${'x'.repeat(20_000)}` })
  assert.equal(await check(), 'unreachable unreachable missing')
})

test('a runtime without DNS says unsupported, and the website decides alone', async () => {
  world.showWebsite()
  const outside = { ...world.outside, canResolveDns: false }
  assert.equal(await check({ outside }), 'verified match unsupported')
})

test('website and DNS are asked at the same time', async () => {
  world.showWebsite()
  let asked = 0
  const both = Promise.withResolvers<void>()
  const meet = async () => {
    if (++asked === 2) both.resolve()
    await both.promise // neither goes on before the other has begun
  }
  const outside = {
    ...world.outside,
    fetchText: (url: string) => meet().then(() => world.outside.fetchText(url)),
    resolveTxt: (name: string) => meet().then(() => world.outside.resolveTxt(name)),
  }
  assert.equal(await check({ outside }), 'verified match missing')
})

test('only cancelling, a stopped door and a wrong argument are thrown', async () => {
  world.blockWebsite()
  await assert.rejects(checkBinding(world.options({ signal: AbortSignal.abort() })), { code: 'ABORTED' })
  const abort = new AbortController()
  world.website.serve(() => abort.abort())
  await assert.rejects(checkBinding(world.options({ signal: abort.signal })), { code: 'ABORTED' })
  await assert.rejects(checkBinding(world.options({ domain: 'a.test/x' })), { code: 'INVALID_NAME' })
  await assert.rejects(checkBinding(world.options({ key: KEY.subarray(1) })), { code: 'INVALID_ARGUMENT' })
})
