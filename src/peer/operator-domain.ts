import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { fetchWellKnown } from '../identity-proofs/fetch-well-known.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { domainRoutingKey } from '../records/routing-key.ts'
import { select } from '../records/select.ts'
import { openRecord, validateDomain } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { callPeer, type Method } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import { directory } from '../wire/methods.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { within } from '../wire/within.ts'
import { createNodeTurns } from './node-turns.ts'
import { listsNode, mergeNodes, nodesOfRecord, nodesOfTexts, type OperatorNode } from './operator-nodes.ts'
import type { PeerStorage } from './storage.ts'

/** One operator's domain as this peer reaches it: its nodes, wherever they are learnt from, and its domain record. */
export interface OperatorDomain {
  readonly domain: string
  /** The newest domain record held, checked, perhaps expired; null before the first contact. */
  readonly known: VerifiedDomain | null
  /** Its nodes as far as they are known, those that answered last first. */
  readonly nodes: OperatorNode[]
  /**
   * Asks one of its nodes, the next one where that cannot be reached. Throws UNREACHABLE when none can, ABORTED, and
   * whatever code the node's handler gave.
   */
  ask<Q, A>(method: Method<Q, A>, message: Partial<Q>, options?: RequestOptions): Promise<A>
  /**
   * Its domain record as it gives it itself, at most `FRESH_MS` old. Throws as `ask`, WRONG_DOMAIN when a node of another
   * domain answers, BINDING_MISMATCH when the key is not the one that the website led us by, and `validate`'s codes.
   */
  record(options?: RequestOptions): Promise<VerifiedDomain>
  /** A record of this domain that was validated elsewhere: an older one than `known` is passed over. */
  learn(record: VerifiedDomain): Promise<void>
}

export interface OperatorDomainOptions {
  domain: string
  network: string
  /** Nodes that are known from configuration; may be empty. */
  given: OperatorNode[]
  channels: Pick<Channels, 'request'>
  outside: Outside
  storage: PeerStorage
  now: () => number
}

/** Under which key of the storage a domain's record is kept, followed by the domain. */
export const OPERATOR_PREFIX = 'operator/'
/** How old a domain record may be before it is asked for again. */
export const FRESH_MS = 60 * 60_000
/** A website is asked for nodes at most this often. */
const WEBSITE_AGAIN_MS = 30_000
const ASK_TIMEOUT_MS = 8_000
const WEBSITE_TIMEOUT_MS = 12_000

export async function openOperatorDomain(options: OperatorDomainOptions): Promise<OperatorDomain> {
  const { domain, network, given, channels, outside, storage, now } = options
  const storageKey = OPERATOR_PREFIX + domain
  const turns = createNodeTurns(now)
  let known = await readKnown()
  let knownAt = Number.NEGATIVE_INFINITY
  let website: { nodes: OperatorNode[]; key: Uint8Array } | null = null
  let websiteAskedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  async function readKnown(): Promise<VerifiedDomain | null> {
    const bytes = await storage.get(storageKey)
    if (bytes === null) return null
    try {
      return (await openRecord(bytes, domainRoutingKey(network, domain), { network })) as VerifiedDomain
    } catch (error) {
      // A copy of what the domain gives everybody: one that is damaged is fetched again.
      if (isOpenPeerError(error)) return null
      throw error
    }
  }

  const nodes = () =>
    turns.inOrder(mergeNodes(given, known === null ? [] : nodesOfRecord(known.payload), website?.nodes ?? []))

  /** True when the website named nodes that were not known before. Who asks meanwhile waits for the same answer. */
  async function askWebsite(signal: AbortSignal | undefined): Promise<boolean> {
    const before = new Set(nodes().map((node) => node.peerId))
    if (asking === null && now() - websiteAskedAt < WEBSITE_AGAIN_MS) return false
    asking ??= readWebsite(before.size > 0).finally(() => {
      asking = null
    })
    asking.catch(() => {}) // whoever still waits is told
    await within(asking, { signal, timeoutMs: WEBSITE_TIMEOUT_MS })
    return nodes().some((node) => !before.has(node.peerId))
  }

  /** Several may wait for it, so no one's signal ends it; the door to the outside has limits of its own. */
  async function readWebsite(hasNodes: boolean): Promise<void> {
    websiteAskedAt = now()
    try {
      const found = await fetchWellKnown({ domain, network, outside })
      if (found !== null) website = { nodes: nodesOfTexts(found.nodes), key: found.key }
    } catch (error) {
      if (isOpenPeerError(error, 'STOPPED')) throw error
      if (hasNodes) return
      const why = error instanceof Error ? error.message : String(error)
      throw new OpenPeerError('UNREACHABLE', `${domain} cannot be found: ${why}`, { cause: error })
    }
  }

  async function eachNode<T>(work: (node: OperatorNode) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const tried = new Map<string, unknown>()
    const found = await turns.firstOf(nodes(), work, tried)
    if (found !== null) return found.value
    const later = (await askWebsite(signal)) ? await turns.firstOf(nodes(), work, tried) : null
    if (later !== null) return later.value
    throw new OpenPeerError('UNREACHABLE', `No operator node of ${domain} can be reached now. Try again later.`, {
      cause: [...tried.values()].at(-1),
    })
  }

  async function keep(record: VerifiedDomain): Promise<VerifiedDomain> {
    if (known !== null) {
      const selection = select(known, record)
      if ('conflict' in selection || selection.winner !== 'b') return known
    }
    known = record
    await storage.put(storageKey, record.bytes)
    return record
  }

  async function describe(node: OperatorNode, options: RequestOptions): Promise<VerifiedDomain> {
    const { domainRecord } = await callPeer(channels, node.addresses, directory.describe, {}, options)
    const record = await validateDomain(domainRecord, domain, { network, now: now() })
    if (!listsNode(record.payload, node.peerId)) {
      throw new OpenPeerError('WRONG_DOMAIN', `The node ${node.peerId} is not one that ${domain} lists.`)
    }
    if (website !== null && !isKeyOf(record, website.key)) {
      throw new OpenPeerError('BINDING_MISMATCH', `The website of ${domain} shows another key than its node does.`)
    }
    return record
  }

  const timed = (options: RequestOptions) => ({ ...options, timeoutMs: options.timeoutMs ?? ASK_TIMEOUT_MS })

  return {
    domain,
    get known() {
      return known
    },
    get nodes() {
      return nodes()
    },
    ask: (method, message, options = {}) =>
      eachNode((node) => callPeer(channels, node.addresses, method, message, timed(options)), options.signal),
    async record(options = {}) {
      const isFresh = known !== null && (known.expiresAt ?? 0) > now() && now() - knownAt < FRESH_MS
      if (known !== null && isFresh) return known
      const found = await eachNode((node) => describe(node, timed(options)), options.signal)
      knownAt = now()
      return keep(found)
    },
    async learn(record) {
      await keep(record)
    },
  }
}

function isKeyOf(record: VerifiedDomain, shown: Uint8Array): boolean {
  return (
    equals(record.payload.key, shown) || record.payload.previousKeys.some(({ publicKey }) => equals(publicKey, shown))
  )
}
