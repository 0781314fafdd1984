import { OpenPeerError } from '../errors.ts'
import { startHttp } from '../http/start-http.ts'
import { createOutside } from '../identity-proofs/outside.node.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { formatTxtRecord, txtName } from '../identity-proofs/txt-record.ts'
import { operatorConfig } from '../node/config.ts'
import { type OperatorNode, startOperatorNode } from '../node/operator-node.ts'
import { createKeys } from '../peer/create-keys.ts'
import { memoryKeyStore } from '../peer/key-store.ts'
import { createPeer } from '../peer/peer.node.ts'
import type { Peer } from '../peer/peer.ts'
import { parseName } from '../records/names.ts'
import { TESTNET_BUDGETS } from './budgets.ts'
import { startDevOutside } from './dev-outside.ts'

/** A federation and its people in one process, in memory, on loopback: for tests and for trying things out. */
export interface Testnet extends AsyncDisposable {
  readonly operators: readonly OperatorNode[]
  readonly peers: readonly Peer[]
  /** DNS and HTTPS as the members see them. */
  readonly outside: Outside
  /** One more person, registered. */
  addPeer(name: string): Promise<Peer>
  stop(): Promise<void>
}

export interface TestnetOptions {
  /** How many operators (`a.test`, `b.test`, …), or their domains. */
  operators: number | readonly string[]
  /** How many people (`p1@a.test`, `p2@b.test`, …), or their names. Default: none. */
  peers?: number | readonly string[]
  /** Default 'test'. */
  network?: string
}

// All share one processor: if many dialled each other at the same time, they would time out at each other.
const STARTED_AT_ONCE = 4
const MEETING_TIMEOUT_MS = 60_000
// Minutes in the real network; here somebody waits for everybody to know everybody.
const EXCHANGE_MS = 1_000

/** Starts everybody; stops what was started when one does not come up. */
export async function createTestnet({ operators, peers = 0, network = 'test' }: TestnetOptions): Promise<Testnet> {
  const domains =
    typeof operators === 'number' ? Array.from({ length: operators }, (_, i) => `${letters(i)}.test`) : operators
  const names =
    typeof peers === 'number'
      ? Array.from({ length: peers }, (_, i) => `p${i + 1}@${domains[i % domains.length] ?? ''}`)
      : peers
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const act of stops.splice(0).reverse()) await act()
  }
  try {
    const dev = await startDevOutside({ domains: [...domains] })
    stops.push(() => dev.stop())
    const outside = createOutside({ dev: dev.devNetwork })
    stops.push(async () => outside.stop?.())

    const startOne = async (domain: string): Promise<OperatorNode> => {
      const { certFile, keyFile } = dev.tls(domain)
      const config = operatorConfig({
        network,
        domain,
        listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'],
        allowPrivateAddresses: true,
        admission: { sharedAddresses: true },
        bootstrap: domains.filter((other) => other !== domain).slice(0, STARTED_AT_ONCE - 1),
        stun: { host: '127.0.0.1', port: 0 },
        http: {
          host: '127.0.0.1',
          port: dev.httpsPort(domain),
          publicUrl: `https://${domain}`,
          tls: { certFile, keyFile },
        },
        // All of them share one address.
        limits: {
          maxConnectionsPerSecond: 10_000,
          maxPendingConnections: 1_000,
          bindingChecksPerMinute: 10_000,
          admissionChecksPerMinute: 10_000,
        },
        budgets: TESTNET_BUDGETS,
        log: { level: 'error' },
        dev: dev.devNetwork,
      })
      const website = Promise.withResolvers<void>()
      const parts = { federationTimes: { exchangeMs: EXCHANGE_MS }, joinAfter: website.promise }
      const node = await startOperatorNode(config, parts)
      stops.push(() => node.stop())
      const http = await startHttp(node, config)
      stops.push(() => http.stop())
      dev.dns.setTxt(txtName(domain), [formatTxtRecord({ key: node.domainKey })])
      website.resolve()
      return node
    }
    const addPeer = async (text: string): Promise<Peer> => {
      const name = parseName(text)
      const { keys } = await createKeys({ network })
      const peer = await createPeer({
        network,
        home: name.domain,
        keyStore: memoryKeyStore(keys),
        outside,
        listen: ['/ip4/127.0.0.1/tcp/0'],
        privacy: { directAddresses: 'contacts', privateAddresses: true },
      })
      stops.push(() => peer.stop())
      await peer.register(name.local)
      await peer.ready()
      return peer
    }
    const nodes: OperatorNode[] = []
    for (let i = 0; i < domains.length; i += STARTED_AT_ONCE) {
      nodes.push(...(await Promise.all(domains.slice(i, i + STARTED_AT_ONCE).map(startOne))))
      await Promise.all(nodes.map((node) => untilMet(node, nodes.length)))
    }
    const people = await Promise.all(names.map(addPeer))
    return {
      operators: nodes,
      peers: people,
      outside,
      async addPeer(name) {
        const peer = await addPeer(name)
        people.push(peer)
        return peer
      },
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A node that has not met the others answers from what it holds itself; nobody is to ask it until then. */
function untilMet({ domain, federation }: OperatorNode, count: number): Promise<void> {
  const { operators } = federation
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      off()
      reject(
        new OpenPeerError('TIMEOUT', `${domain} met ${operators.list().length - 1} of ${count - 1} operators in time.`),
      )
    }, MEETING_TIMEOUT_MS)
    const look = () => {
      if (operators.list().length < count) return
      clearTimeout(timer)
      off()
      resolve()
    }
    const off = operators.onChange(look)
    look()
  })
}

/** a, b, … z, aa, ab, … */
function letters(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(97 + (index % 26))
}
