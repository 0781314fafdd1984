import { createOutside } from '../../../src/identity-proofs/outside.node.ts'
import { type DevOutside, startDevOutside } from '../../../src/testnet/dev-outside.ts'
import { startWebsite, type Website } from '../fixtures/start-website.ts'
import type { Answers } from './case.ts'

/**
 * The services of the world on this machine: HTTPS under their own names and certificates, and DNS. In a development network
 * that has these hosts already where one is given.
 */
export async function startServices(hosts: string[], given?: DevOutside) {
  const world = given ?? (await startDevOutside({ domains: hosts }))
  const websites = new Map<string, Website>()
  for (const host of hosts) websites.set(host, await startWebsite(world, host))
  const outside = createOutside({ dev: world.devNetwork })
  return {
    outside,
    /** Paths asked for since the last `show`, with their host. */
    asked: () => [...websites].flatMap(([host, { asked }]) => asked.map((path) => `${host}${path}`)),
    /** `delaysMs`: of the hosts that take their time. */
    show({ https = {}, txt = {} }: Answers, delaysMs: Record<string, number> = {}) {
      for (const [host, website] of websites) {
        const pages = https[host] ?? {}
        website.asked.length = 0
        website.serve((request, response) => {
          const page = pages[request.url ?? '']
          if (page === undefined) return void response.writeHead(404).end('nothing here')
          const body = typeof page.body === 'string' ? page.body : JSON.stringify(page.body)
          setTimeout(() => response.writeHead(page.status ?? 200).end(body), delaysMs[host] ?? 0)
        })
      }
      for (const [name, records] of Object.entries(txt)) world.dns.setTxt(name, records)
    },
    async stop() {
      await outside.stop?.()
      for (const website of websites.values()) await website.stop()
      if (given === undefined) await world.stop()
    },
  }
}
