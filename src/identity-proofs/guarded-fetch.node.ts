import { safeFetchWrap } from '@atproto-labs/fetch-node'
import { Agent, fetch as undiciFetch } from 'undici'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from './deadline.ts'
import type { DevNetwork } from './dev-network.ts'
import type { Dns } from './dns.node.ts'
import { showForeign } from './foreign-text.ts'
import { guardedConnector } from './guarded-connector.node.ts'
import { FETCH_TIMEOUT_MS, type FetchedText, type FetchTextOptions, MAX_FETCH_BYTES } from './outside.ts'
import { checkOutsideUrl } from './outside-url.ts'

/**
 * GET of a URL that a stranger gave. See Outside.fetchText for limits and codes, and docs/spec/domain-binding.md,
 * "The guarded fetch". One connection a call and none kept: what is judged is what is used.
 */
export async function guardedFetch(
  text: string,
  { dns, dev }: { dns: Dns; dev: DevNetwork | null },
  { signal, accept = '*/*', maxBytes = MAX_FETCH_BYTES, timeoutMs = FETCH_TIMEOUT_MS }: FetchTextOptions = {},
): Promise<FetchedText> {
  const url = checkOutsideUrl(text)
  const limits = {
    accept,
    maxBytes: Math.min(maxBytes, MAX_FETCH_BYTES),
    timeoutMs: Math.min(timeoutMs, FETCH_TIMEOUT_MS),
  }
  const work = async (limit: AbortSignal) => {
    const agent = new Agent({ connect: guardedConnector({ dns, dev, signal: limit }), pipelining: 0 })
    try {
      return await fetchThrough(agent, url, limits, limit)
    } catch (error) {
      throw explain(error, url, limits.maxBytes)
    } finally {
      await agent.destroy()
    }
  }
  return withDeadline(work, { signal, timeoutMs: limits.timeoutMs, what: `Fetching ${url.href}` })
}

async function fetchThrough(
  agent: Agent,
  url: URL,
  limits: { accept: string; maxBytes: number; timeoutMs: number },
  signal: AbortSignal,
): Promise<FetchedText> {
  const outerRing = safeFetchWrap({
    responseMaxSize: limits.maxBytes,
    timeout: limits.timeoutMs,
    // Its own address check asks the system's resolver and refuses every .test name, with no place for an authority
    // of ours. The connector inside judges the addresses instead.
    allowPrivateIps: true,
    forbiddenDomainNames: [],
    // Agent and fetch from one copy of undici, whatever Node.js brings. The agent that the ring offers has no part.
    fetch: async (input, init) => {
      const answer = await undiciFetch(new Request(input).url, {
        headers: { 'user-agent': 'openpeer', accept: limits.accept },
        redirect: 'manual',
        signal: init?.signal ?? signal,
        dispatcher: agent,
      })
      return answer as unknown as Response
    },
  })
  const response = await outerRing(url, { redirect: 'manual', signal })
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel()
    const reason = `it answers with a redirect (${response.status}), and redirects are not followed`
    throw new OpenPeerError('FETCH_FAILED', `${url.href} was not fetched: ${reason}. Serve it at this very address.`)
  }
  const allowOrigin = response.headers.get('access-control-allow-origin')
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    text: await response.text(),
    ...(allowOrigin === null ? {} : { allowOrigin }),
  }
}

function explain(error: unknown, url: URL, maxBytes: number): OpenPeerError {
  const causes = [...causesOf(error)]
  const ours = causes.find((cause) => isOpenPeerError(cause))
  if (isOpenPeerError(ours, 'ADDRESS_REFUSED') || isOpenPeerError(ours, 'FETCH_FAILED')) return ours
  const root = ours ?? causes.at(-1)
  // All addresses of a host failing gives an error without a message.
  const message = root instanceof Error ? root.message || ((root as NodeJS.ErrnoException).code ?? '') : String(root)
  const reason = message === 'Response too large' ? `it is larger than ${maxBytes} bytes` : showForeign(message)
  return new OpenPeerError('FETCH_FAILED', `${url.href} was not fetched: ${reason}`, { cause: error })
}

function* causesOf(error: unknown): Generator<unknown> {
  for (let cause = error, depth = 0; cause != null && depth < 8; cause = (cause as Error).cause, depth++) yield cause
}
