import { setTimeout as delay } from 'node:timers/promises'
import type { Libp2p } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import type { Federation } from '../federation/federation.ts'
import { fetchWellKnown } from '../identity-proofs/fetch-well-known.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { parseDomain } from '../records/names.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { Log } from './log.ts'
import { type NodeAddress, nodesOfRecord } from './node-addresses.ts'

/** Between two rounds while this node is alone: at first, doubled each time, and at most. */
const FIRST_WAIT_MS = 1_000
const LAST_WAIT_MS = 60_000
/** How often a node that has company looks whether it still has. */
const WATCH_MS = 10_000
/** One dial, in ms. */
const DIAL_TIMEOUT_MS = 5_000
/** Operators remembered in domain records that are tried beside the configured ones, and records looked through for them. */
const MAX_REMEMBERED = 16
const MAX_LOOKED_THROUGH = 2_000

export interface BootstrapOptions {
  /** domains (A-label) and multiaddrs that end in /p2p/…, as configured */
  entries: readonly string[]
  /** nobody is looked for before this */
  joinAfter: Promise<unknown>
  domain: string
  network: string
  libp2p: Libp2p
  federation: Federation
  outside: Outside
  log: Log
  /** 0 to 1 */
  random: () => number
}

/** Operator nodes that are admitted, this one not counted. */
export function operatorsMet(federation: Federation): number {
  return federation.operators.members().length - 1
}

/**
 * Finds the first other operators, and goes on while there are none, with jittered waits from 1 s to 1 min
 * (docs/spec/directory.md, "Bootstrap"). Nodes of domain records held from before count too: a federation whose
 * bootstrap is dead finds itself again. Answers how to stop.
 */
export function startBootstrap(options: BootstrapOptions): () => Promise<void> {
  const { entries, federation, log, random } = options
  const ending = new AbortController()
  const { signal } = ending

  const sleep = (ms: number) => delay(ms * (0.5 + random()), undefined, { signal, ref: false }).catch(() => {})

  async function round(): Promise<void> {
    const configured = entries.map((entry) => join(options, entry, signal))
    const remembered = rememberedNodes(options).then((nodes) =>
      Promise.all(nodes.map((node) => dial(options, node.addresses, signal))),
    )
    for (const result of await Promise.allSettled([...configured, remembered])) {
      if (result.status === 'rejected' && !signal.aborted)
        log.debug({ err: result.reason }, 'could not join by one way')
    }
  }

  async function rounds(): Promise<void> {
    let waitMs = FIRST_WAIT_MS
    await Promise.race([options.joinAfter, new Promise((resolve) => signal.addEventListener('abort', resolve))])
    while (!signal.aborted) {
      if (operatorsMet(federation) > 0) {
        waitMs = FIRST_WAIT_MS
        await sleep(WATCH_MS)
        continue
      }
      await round()
      if (signal.aborted || operatorsMet(federation) > 0) continue
      if (waitMs === FIRST_WAIT_MS && entries.length > 0)
        log.warn({ entries }, 'no other operator reached yet, trying on')
      await sleep(waitMs)
      waitMs = Math.min(waitMs * 2, LAST_WAIT_MS)
    }
  }

  const running = rounds()
  return async () => {
    ending.abort()
    await running
  }
}

async function join(options: BootstrapOptions, entry: string, signal: AbortSignal): Promise<void> {
  if (entry.startsWith('/')) return await dial(options, [multiaddr(entry)], signal)
  const { domain, network, outside } = options
  const named = parseDomain(entry)
  if (named === domain) return
  const wellKnown = await fetchWellKnown({ domain: named, network, outside, signal })
  await Promise.all((wellKnown?.nodes ?? []).map((node) => dial(options, [multiaddr(node)], signal)))
}

async function dial({ libp2p }: BootstrapOptions, addresses: Multiaddr[], signal: AbortSignal): Promise<void> {
  const first = addresses[0]
  if (first === undefined || String(first).endsWith(`/p2p/${libp2p.peerId}`)) return
  await libp2p.dial(addresses, { signal: AbortSignal.any([signal, timeoutSignal(DIAL_TIMEOUT_MS)]) })
}

async function rememberedNodes({ federation, domain }: BootstrapOptions): Promise<NodeAddress[]> {
  const nodes: NodeAddress[] = []
  let lookedThrough = 0
  for await (const record of federation.store.list()) {
    lookedThrough += 1
    if (record.kind === 'domain' && record.payload.domain !== domain) nodes.push(...nodesOfRecord(record.payload))
    if (nodes.length >= MAX_REMEMBERED || lookedThrough >= MAX_LOOKED_THROUGH) break
  }
  return nodes.slice(0, MAX_REMEMBERED)
}
