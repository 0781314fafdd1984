import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fetchWellKnown } from '../../src/identity-proofs/fetch-well-known.ts'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { openNameRegistry } from '../../src/node/name-registry.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore, type PeerKeys, type PublisherKeys } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { parseName } from '../../src/records/names.ts'
import { type LocalFederation, startLocalFederation } from '../../src/testnet/local-federation.ts'
import { openpeer, PROGRAM, temporaryDirectory } from '../cli/command.ts'

export const NETWORK = 'dev'

export interface Answer {
  exit: number | null
  status: string
  /** check → result */
  checks: Record<string, string>
}

/** Five operators, each a process with its own website and TXT record, and somebody who looks names up through a.test. */
export interface World extends AsyncDisposable {
  federation: LocalFederation
  outside: Outside
  /** `openpeer lookup --json` as a process that knows nothing yet. */
  lookup(address: string): Promise<Answer>
  /** The same for people. */
  lookupText(address: string): Promise<string>
  /** What the gateway of an operator says. */
  gateway(operator: string, address: string): Promise<Answer>
  /** Takes a name for a new identity, and leaves; the records stay. */
  register(name: string): Promise<{ keys: PublisherKeys; id: Uint8Array; idText: string }>
  peer(home: string, options?: { keys?: PeerKeys; outside?: Outside; operators?: string[] }): Promise<Peer>
  /** Whoever looks from now on finds nobody at the domain's website; the operators saw it before, and go on as they are. */
  hideWebsite(domain: string): Promise<void>
  /** Frees a name in the domain's registry, as its operator may; its node is started again. */
  release(name: string): Promise<void>
}

export async function startWorld(domains: readonly string[]): Promise<World> {
  const directory = await temporaryDirectory()
  const federation = await startLocalFederation({ program: PROGRAM, domains, directory: directory.path })
  const outside = createOutside({ dev: federation.outside.devNetwork })
  const run = (address: string, ...rest: string[]) =>
    openpeer(['lookup', address, '--via', 'a.test', '--dev', directory.path, ...rest])

  const world: World = {
    federation,
    outside,
    async lookup(address) {
      const { out, status } = await run(address, '--json')
      return answerOf(status, JSON.parse(out) as Json)
    },
    lookupText: async (address) => (await run(address)).out,
    async gateway(operator, address) {
      const { status, text } = await outside.fetchText(`https://${operator}/v1/resolve/${address}`)
      return answerOf(status, JSON.parse(text) as Json)
    },
    async register(name) {
      const { keys } = await createKeys({ network: NETWORK })
      const { local, domain } = parseName(name)
      const peer = await world.peer(domain, { keys })
      await peer.register(local)
      await peer.stop()
      return { keys, id: peer.id, idText: peer.idText }
    },
    async peer(home, given = {}) {
      const keys = given.keys ?? (await createKeys({ network: NETWORK })).keys
      return createPeer({
        ...{ network: NETWORK, home, keyStore: memoryKeyStore(keys), outside: given.outside ?? outside, listen: [] },
        ...{ operators: given.operators ?? [], privacy: { privateAddresses: true } },
      })
    },
    async hideWebsite(domain) {
      const server = createServer()
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const address = server.address()
      server.close()
      await once(server, 'close')
      if (address !== null && typeof address === 'object') await federation.outside.setHttpsPort(domain, address.port)
    },
    async release(text) {
      const { local, domain } = parseName(text)
      const shown = await fetchWellKnown({ domain, network: NETWORK, outside })
      if (shown === null) throw new Error(`${domain} shows no key`)
      await federation.operators.find((operator) => operator.domain === domain)?.process.stop()
      const path = join(directory.path, 'operators', domain, 'data', 'names.sqlite')
      const registry = openNameRegistry(path, { network: NETWORK, domain, domainKey: shown.key })
      registry.release(local)
      registry.close()
      await federation.restart(domain)
    },
    async [Symbol.asyncDispose]() {
      await outside.stop?.()
      await federation.stop()
      await directory.remove()
    },
  }
  return world
}

interface Json {
  status?: string
  checks?: { name: string; result: string }[]
  error?: { code: string }
}

function answerOf(exit: number | null, { status, checks = [], error }: Json): Answer {
  const results = Object.fromEntries(checks.map(({ name, result }) => [name, result]))
  return { exit, status: status ?? error?.code ?? '', checks: results }
}
