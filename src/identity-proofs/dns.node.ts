import { promises as dns } from 'node:dns'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from './deadline.ts'
import { DNS_TIMEOUT_MS, type ResolveTxtOptions } from './outside.ts'

// _openpeer.<domain> is a name of our own: nobody has a reason for more there.
const MAX_TXT_RECORDS = 32
const MAX_TXT_LENGTH = 2048

const FIRST_TRY_MS = 1_500
const TRIES = 3

/** DNS asked directly, so that /etc/hosts and search lists of this machine decide nothing. */
export interface Dns {
  /** See Outside.resolveTxt. */
  resolveTxt(name: string, options?: ResolveTxtOptions): Promise<string[] | null>
  /** All A and AAAA addresses of a host, none when it has none. Throws UNREACHABLE, ABORTED. */
  resolveAddresses(host: string, options?: ResolveTxtOptions): Promise<string[]>
}

/** `servers` as '127.0.0.1:5353'; without them, those of the system. Throws INVALID_CONFIG (a server that is no address). */
export function createDns(servers?: readonly string[]): Dns {
  try {
    if (servers !== undefined) new dns.Resolver().setServers(servers)
  } catch (error) {
    const message = `These are not DNS servers: ${servers?.join(', ')}. Give addresses, such as 192.0.2.53:53.`
    throw new OpenPeerError('INVALID_CONFIG', message, { cause: error })
  }
  return {
    async resolveTxt(name, options) {
      const records = await ask(servers, name, options, (resolver) => orNone(resolver.resolveTxt(name)))
      if (records.length > MAX_TXT_RECORDS) throw tooMuch(name, `more than ${MAX_TXT_RECORDS} TXT records`)
      const texts = records.map((parts) => parts.join(''))
      if (texts.some((text) => text.length > MAX_TXT_LENGTH))
        throw tooMuch(name, `a TXT record above ${MAX_TXT_LENGTH} characters`)
      return texts.length === 0 ? null : texts
    },
    async resolveAddresses(host, options) {
      return ask(servers, host, options, async (resolver) => {
        const [v4, v6] = await Promise.allSettled([orNone(resolver.resolve4(host)), orNone(resolver.resolve6(host))])
        const found = [v4, v6].flatMap((family) => (family.status === 'fulfilled' ? family.value : []))
        // Half an answer is enough to connect; only with none does the failure count.
        if (found.length === 0 && v4.status === 'rejected') throw v4.reason
        if (found.length === 0 && v6.status === 'rejected') throw v6.reason
        return found
      })
    },
  }
}

async function ask<T>(
  servers: readonly string[] | undefined,
  name: string,
  { signal, timeoutMs = DNS_TIMEOUT_MS }: ResolveTxtOptions = {},
  question: (resolver: dns.Resolver) => Promise<T>,
): Promise<T> {
  // One resolver a question: cancelling takes back all that a resolver has under way.
  const resolver = new dns.Resolver({ timeout: FIRST_TRY_MS, tries: TRIES })
  if (servers !== undefined) resolver.setServers(servers)
  try {
    return await withDeadline(() => question(resolver), {
      signal,
      timeoutMs: Math.min(timeoutMs, DNS_TIMEOUT_MS),
      what: `Asking DNS for ${name}`,
    })
  } catch (error) {
    if (isOpenPeerError(error, 'ABORTED')) throw error
    const reason = isOpenPeerError(error) ? 'no answer in time' : ((error as NodeJS.ErrnoException).code ?? 'failed')
    throw new OpenPeerError('UNREACHABLE', `DNS gave no answer for ${name} (${reason}). Try again later.`, {
      cause: error,
    })
  } finally {
    resolver.cancel()
  }
}

async function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === dns.NOTFOUND || code === dns.NODATA) return []
    throw error
  }
}

function tooMuch(name: string, what: string): OpenPeerError {
  return new OpenPeerError('LIMIT_EXCEEDED', `${name} has ${what}. Leave only what belongs there.`)
}
