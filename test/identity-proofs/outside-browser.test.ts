import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOutside } from '../../src/identity-proofs/outside.browser.ts'

/** A page's fetch, as far as the door uses it. */
function door(answer: (signal: AbortSignal, init: RequestInit) => Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = []
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    calls.push({ url: String(url), init })
    return answer(init.signal as AbortSignal, init)
  }
  return { outside: createOutside({ fetch: fetch as typeof globalThis.fetch }), calls }
}

/** Ends only when it is cancelled, as fetch does. */
function never(signal: AbortSignal): Promise<Response> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

test('it fetches without cookies, referrer, cache or redirects', async () => {
  const { outside, calls } = door(
    async () => new Response('hü', { status: 404, headers: { 'content-type': 'text/plain' } }),
  )
  assert.deepEqual(await outside.fetchText('https://a.example/x'), {
    status: 404,
    contentType: 'text/plain',
    text: 'hü',
  })
  const { signal: _signal, ...init } = calls[0]?.init ?? {}
  assert.deepEqual(init, { redirect: 'error', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' })
})

test('the same URLs are refused as in Node.js', async () => {
  const { outside, calls } = door(async () => new Response('x'))
  for (const url of ['http://a.example/', 'https://a.example:8443/', 'https://u:p@a.example/']) {
    await assert.rejects(outside.fetchText(url), { code: 'ADDRESS_REFUSED' }, url)
  }
  assert.equal(calls.length, 0)
})

test('size, time, cancelling and stopping have their codes', async () => {
  const large = door(async () => new Response('x'.repeat(512 * 1024 + 1)))
  await assert.rejects(large.outside.fetchText('https://a.example/'), { code: 'FETCH_FAILED', message: /larger than/ })
  const slow = door(never)
  await assert.rejects(slow.outside.fetchText('https://a.example/', { timeoutMs: 20 }), { code: 'TIMEOUT' })
  const abort = new AbortController()
  const pending = slow.outside.fetchText('https://a.example/', { signal: abort.signal })
  abort.abort()
  await assert.rejects(pending, { code: 'ABORTED' })
  const stopping = slow.outside.fetchText('https://a.example/')
  await slow.outside.stop?.()
  await assert.rejects(stopping, { code: 'STOPPED' })
})

test('what the browser refuses is FETCH_FAILED, and DNS is UNREACHABLE', async () => {
  const { outside } = door(async () => Promise.reject(new TypeError('Failed to fetch')))
  await assert.rejects(outside.fetchText('https://a.example/'), { code: 'FETCH_FAILED', message: /Failed to fetch/ })
  assert.equal(outside.canResolveDns, false)
  await assert.rejects(outside.resolveTxt('_openpeer.a.example'), { code: 'UNREACHABLE' })
})
