import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from './deadline.ts'
import { FETCH_TIMEOUT_MS, MAX_FETCH_BYTES, type Outside } from './outside.ts'
import { checkOutsideUrl } from './outside-url.ts'

/**
 * The door of a web page: plain fetch, no DNS. The browser itself keeps pages out of private networks (CORS, private
 * network access); the size, the time and the redirect rule are the same as in Node.js. See `Outside`.
 */
export function createOutside({ fetch = globalThis.fetch }: { fetch?: typeof globalThis.fetch } = {}): Outside {
  const stopped = new AbortController()
  return {
    canResolveDns: false,
    async fetchText(text, { signal, accept, maxBytes = MAX_FETCH_BYTES, timeoutMs = FETCH_TIMEOUT_MS } = {}) {
      const url = checkOutsideUrl(text)
      const work = async (limit: AbortSignal) => {
        const response = await fetch(url, {
          signal: limit,
          ...(accept === undefined ? {} : { headers: { accept } }),
          redirect: 'error',
          credentials: 'omit',
          cache: 'no-store',
          referrerPolicy: 'no-referrer',
        })
        const body = await readText(response, Math.min(maxBytes, MAX_FETCH_BYTES))
        return { status: response.status, contentType: response.headers.get('content-type'), text: body }
      }
      try {
        return await withDeadline(work, {
          signal: signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]),
          timeoutMs: Math.min(timeoutMs, FETCH_TIMEOUT_MS),
          what: `Fetching ${url.href}`,
        })
      } catch (error) {
        if (stopped.signal.aborted && !signal?.aborted) throw new OpenPeerError('STOPPED', 'This peer was stopped.')
        if (isOpenPeerError(error)) throw error
        const reason = error instanceof Error ? error.message : String(error)
        // A page is not told whether the host, the certificate, a redirect or CORS was the reason.
        throw new OpenPeerError('FETCH_FAILED', `${url.href} was not fetched: ${reason}`, { cause: error })
      }
    },
    async resolveTxt(name) {
      throw new OpenPeerError('UNREACHABLE', `A web page cannot ask DNS for ${name}.`)
    },
    async stop() {
      stopped.abort()
    },
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let received = 0
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    received += part.value.length
    if (received > maxBytes) {
      await reader?.cancel()
      throw new OpenPeerError('FETCH_FAILED', `${response.url} was not fetched: it is larger than ${maxBytes} bytes`)
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
