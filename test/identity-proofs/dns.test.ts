import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDns } from '../../src/identity-proofs/dns.node.ts'
import { type DnsResponder, startDnsResponder } from '../../src/testnet/dns-responder.ts'

let responder: DnsResponder
const ask = (name: string, options?: { signal?: AbortSignal; timeoutMs?: number }) =>
  createDns([responder.address]).resolveTxt(name, options)

before(async () => {
  responder = await startDnsResponder()
})
after(() => responder.stop())

test('TXT records come joined from their parts', async () => {
  const long = 'k'.repeat(700)
  responder.setTxt('_openpeer.a.test', [long, 'v=spf1 -all'])
  assert.deepEqual(await ask('_openpeer.a.test'), [long, 'v=spf1 -all'])
})

test('no such name and no such record are both null', async () => {
  responder.setTxt('_openpeer.b.test', ['x'])
  assert.equal(await ask('nobody.test'), null)
  assert.equal(await ask('b.test'), null)
})

test('a failing server, a silent one and none at all are UNREACHABLE, never null', async () => {
  responder.setFailure('ill.test', 'servfail')
  await assert.rejects(ask('ill.test'), { code: 'UNREACHABLE', message: /ESERVFAIL/ })
  responder.setFailure('silent.test', 'silent')
  await assert.rejects(ask('silent.test', { timeoutMs: 50 }), { code: 'UNREACHABLE', message: /in time/ })
  const gone = await startDnsResponder()
  await gone.stop()
  await assert.rejects(createDns([gone.address]).resolveTxt('a.test', { timeoutMs: 500 }), { code: 'UNREACHABLE' })
})

test('the caller can cancel', async () => {
  responder.setFailure('cancelled.test', 'silent')
  const abort = new AbortController()
  const pending = ask('cancelled.test', { signal: abort.signal })
  abort.abort()
  await assert.rejects(pending, { code: 'ABORTED' })
  await assert.rejects(ask('a.test', { signal: AbortSignal.abort() }), { code: 'ABORTED' })
})

test('32 records of 2048 characters pass, more does not', async () => {
  responder.setTxt('full.test', Array.from({ length: 31 }, (_, index) => `${index}`).concat('x'.repeat(2048)))
  assert.equal((await ask('full.test'))?.length, 32)
  responder.setTxt(
    'many.test',
    Array.from({ length: 33 }, (_, index) => `${index}`),
  )
  await assert.rejects(ask('many.test'), { code: 'LIMIT_EXCEEDED', message: /32/ })
  responder.setTxt('long.test', ['x'.repeat(2049)])
  await assert.rejects(ask('long.test'), { code: 'LIMIT_EXCEEDED', message: /2048/ })
})

test('addresses of both families are had; one family failing does not hide the other', async () => {
  const dns = createDns([responder.address])
  responder.setAddresses('both.test', ['192.0.2.7', '2001:db8::7'])
  assert.deepEqual(await dns.resolveAddresses('both.test'), ['192.0.2.7', '2001:db8::7'])
  assert.deepEqual(await dns.resolveAddresses('nobody.test'), [])
  responder.setFailure('both.test', 'servfail', 'AAAA')
  assert.deepEqual(await dns.resolveAddresses('both.test'), ['192.0.2.7'])
  responder.setAddresses('both.test', [])
  await assert.rejects(dns.resolveAddresses('both.test'), { code: 'UNREACHABLE' })
  responder.setFailure('both.test', null)
  responder.setFailure('both.test', 'servfail', 'A')
  await assert.rejects(dns.resolveAddresses('both.test'), { code: 'UNREACHABLE' })
})

test('a server that is no address is refused at once', () => {
  assert.throws(() => createDns(['dns.test']), { code: 'INVALID_CONFIG', message: /dns\.test/ })
})
