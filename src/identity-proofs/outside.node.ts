import { OpenPeerError } from '../errors.ts'
import type { DevNetwork } from './dev-network.ts'
import { createDns } from './dns.node.ts'
import type { Outside } from './outside.ts'

export interface OutsideOptions {
  /** A development network on this machine: its hosts, its authority and its DNS servers, and nothing else local. */
  dev?: DevNetwork | undefined
  /** '192.0.2.53:53'. Without them, and without `dev`, the system's. */
  dnsServers?: string[] | undefined
}

/** The door of Node.js. Without `dev` everything local is refused. See `Outside`. Throws INVALID_CONFIG (`dnsServers`). */
export function createOutside({ dev, dnsServers }: OutsideOptions = {}): Outside {
  const dns = createDns(dnsServers ?? dev?.dnsServers)
  const stopped = new AbortController()
  const untilStopped = async <T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    try {
      return await work(signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]))
    } catch (error) {
      if (stopped.signal.aborted && !signal?.aborted) {
        throw new OpenPeerError('STOPPED', 'This node or peer was stopped: nothing more is fetched.')
      }
      throw error
    }
  }
  return {
    canResolveDns: true,
    fetchText: (url, options) =>
      untilStopped(options?.signal, async (signal) => {
        // Loading it takes 0.2 s, which a command that fetches nothing should not pay.
        const { guardedFetch } = await import('./guarded-fetch.node.ts')
        return guardedFetch(url, { dns, dev: dev ?? null }, { ...options, signal })
      }),
    resolveTxt: (name, options) =>
      untilStopped(options?.signal, (signal) => dns.resolveTxt(name, { ...options, signal })),
    async stop() {
      stopped.abort()
    },
  }
}
