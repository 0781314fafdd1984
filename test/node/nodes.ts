import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operatorConfig } from '../../src/node/config.ts'
import { createLog } from '../../src/node/log.ts'
import type { OperatorNode, OperatorParts } from '../../src/node/operator-node.ts'
import { TESTNET_BUDGETS } from '../../src/testnet/budgets.ts'
import { until } from './until.ts'
import { startWithWebsite } from './websites.ts'

type Settings = Parameters<typeof operatorConfig>[0]

export interface NodesOptions extends OperatorParts {
  /** on disk, in a directory that is removed afterwards; in memory unless given */
  onDisk?: boolean
  /** for every node, or by its domain */
  settings?: Partial<Settings> | ((domain: string) => Partial<Settings>)
}

/** Operator nodes of several domains in one process, on loopback TCP, that have all admitted each other. */
export interface Nodes extends AsyncDisposable {
  /** The node of a domain; throws for a domain that is not here. */
  of(domain: string): OperatorNode
  readonly all: readonly OperatorNode[]
  /** Where a domain's node keeps its data; only with `onDisk`. */
  dataDirOf(domain: string): string
  /** Stops a node; its data stays. */
  stop(domain: string): Promise<void>
  /** Starts a node that was stopped on the same data, and waits until it has met the others. */
  restart(domain: string): Promise<OperatorNode>
}

/** Quick enough for tests, slow enough that a busy machine is not taken for a dead node. */
const TIMES = { heartbeatMs: 2_000, exchangeMs: 1_000, settleMs: 50 }

/** The configuration of a node on loopback; `settings` go over it. */
export function loopbackConfig(domain: string, settings: Partial<Settings> = {}) {
  return operatorConfig({
    network: 'test',
    domain,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    allowPrivateAddresses: true,
    admission: { sharedAddresses: true },
    stun: null,
    limits: { maxConnectionsPerSecond: 10_000, bindingChecksPerMinute: 10_000, admissionChecksPerMinute: 10_000 },
    budgets: TESTNET_BUDGETS,
    log: { level: 'silent' },
    ...settings,
  })
}

/** A node that stops at the end of its block, however that ends. */
export async function startNode(
  domain: string,
  settings: Partial<Settings> = {},
  parts: OperatorParts = {},
): Promise<OperatorNode & AsyncDisposable> {
  const node = await startWithWebsite(loopbackConfig(domain, settings), { log: createLog('silent'), ...parts })
  return Object.assign(node, { [Symbol.asyncDispose]: () => node.stop() })
}

/** Starts one node a domain, each bootstrapped by the first, and waits until everybody knows everybody. */
export async function startNodes(domains: readonly string[], options: NodesOptions = {}): Promise<Nodes> {
  const { onDisk = false, settings = {}, ...parts } = options
  const directory = onDisk ? await mkdtemp(join(tmpdir(), 'openpeer-nodes-')) : null
  const running = new Map<string, OperatorNode>()

  async function start(domain: string): Promise<OperatorNode> {
    const known = [...running.values()].slice(0, 1)
    const config = loopbackConfig(domain, {
      dataDir: directory === null ? null : join(directory, domain),
      bootstrap: known.flatMap((node) => node.libp2p.getMultiaddrs().map(String)),
      ...(typeof settings === 'function' ? settings(domain) : settings),
    })
    const node = await startWithWebsite(config, { log: createLog('silent'), federationTimes: TIMES, ...parts })
    running.set(domain, node)
    return node
  }

  const haveMet = () =>
    until('all nodes have met', () =>
      [...running.values()].every((node) => node.counts().operators === running.size - 1),
    )

  async function stop(domain: string): Promise<void> {
    const node = running.get(domain)
    running.delete(domain)
    await node?.stop()
  }

  async function dispose(): Promise<void> {
    await Promise.all([...running.keys()].map(stop))
    if (directory !== null) await rm(directory, { recursive: true, force: true })
  }

  try {
    for (const domain of domains) await start(domain)
    await haveMet()
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    of(domain) {
      const node = running.get(domain)
      if (node === undefined) throw new Error(`no node of ${domain} is running`)
      return node
    },
    get all() {
      return [...running.values()]
    },
    dataDirOf(domain) {
      if (directory === null) throw new Error('these nodes have no data on disk')
      return join(directory, domain)
    },
    stop,
    async restart(domain) {
      const node = await start(domain)
      await haveMet()
      return node
    },
    [Symbol.asyncDispose]: dispose,
  }
}
