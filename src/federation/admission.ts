import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { checkTimes } from '../records/validate.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { groupsOfNode, type ResolveHost } from './address-groups.ts'
import { type AskWitnesses, confirmBinding } from './admission-evidence.ts'
import { createAdmissionQueue, noRoom } from './admission-queue.ts'
import { createRefusals, LAST_RETRY_MS } from './admission-refusals.ts'
import type { DomainBindings } from './domain-bindings.ts'
import { type Introduction, listedAt, openIntroduction, rankOf } from './introduce.ts'
import { createLru } from './lru.ts'
import type { NamedNode, OperatorEntry, OperatorTable } from './operator-table.ts'

/** Nodes that are being admitted; for more there is no room until these are through. */
const MAX_CANDIDATES = 2_000
/** Domains whose newest record is remembered, also when their nodes are away. */
const MAX_DOMAINS = 10_000
/** How long one admission may take: the outside has 12 s for a look, witnesses a few more. */
const ADMISSION_TIMEOUT_MS = 30_000
/** Seats are checked again about this often, a quarter earlier or later. */
export const RECHECK_MS = 24 * 3_600_000
/** How often what is due is looked for, and rechecks begun at once. */
const TICK_MS = 1_000
const MAX_RECHECKS_A_TICK = 8

export interface AdmissionOptions {
  network: string
  /** what one node knows of domains' keys; a check may take long and may be refused */
  bindings: Pick<DomainBindings, 'check' | 'known'>
  askWitnesses: AskWitnesses
  /** shows a node our domain record and answers its own. Throws what a call throws */
  introduce(node: NamedNode, signal: AbortSignal): Promise<Uint8Array>
  /** the newest record of a domain that others hold; null for none. Never throws */
  newest(domain: string, signal: AbortSignal): Promise<VerifiedDomain | null>
  resolveHost: ResolveHost
  /** all nodes of a development or test network share one address: address groups do not count */
  sharedAddresses: boolean
  /** the addresses that this node would dial */
  usable(addresses: readonly Multiaddr[]): Multiaddr[]
  isConnected(peerId: PeerId): boolean
  table: Pick<OperatorTable, 'find' | 'members' | 'add' | 'remove'>
  onAdmitted(entry: OperatorEntry): void
  /** it is no longer in the table; `reason` null when it just went away */
  onGone(node: NamedNode, reason: OpenPeerError | null): void
  onRefused(node: NamedNode, reason: OpenPeerError): void
  now: () => number
  /** 0 to 1 */
  random: () => number
  lifetime: AbortSignal
}

/**
 * Who has a seat (docs/spec/admission.md). A node that was met is unknown, then introduced, then checked, then admitted or,
 * for a while, refused; whoever was admitted is checked again daily.
 */
export interface Admission {
  /** A node is connected to us at `met`. Asks it who it is; again, for its newest record, when it is admitted. */
  meet(node: NamedNode, met: Multiaddr | null): void
  /** A node that is connected at `met` showed its domain record by itself. */
  introduced(node: NamedNode, shown: Uint8Array, met: Multiaddr | null): void
  /** What is due: candidates whose time has come again, seats to be checked. Called by itself every second. */
  tick(): void
  /** Why a node has no seat; null when nothing is known against it. */
  refusal(key: string): OpenPeerError | null
  /** The domain record that an admitted node's seat stands on; null for everybody else. */
  recordOf(key: string): VerifiedDomain | null
}

/** What a seat stands on. */
interface Grounds {
  node: NamedNode
  record: VerifiedDomain
  met: Multiaddr | null
  nextCheckAt: number
}

export function createAdmission(options: AdmissionOptions): Admission {
  const { network, bindings, askWitnesses, table, now, random, lifetime } = options
  const queue = createAdmissionQueue(lifetime)
  const underway = new Set<string>()
  const refusals = createRefusals(now)
  const grounds = new Map<string, Grounds>()
  /** by domain: the newest record that was shown under a key that it stands behind */
  const newestShown = createLru<VerifiedDomain>(MAX_DOMAINS)
  const ticking = setInterval(tick, TICK_MS)
  lifetime.addEventListener('abort', () => clearInterval(ticking))

  function begin(key: string, work: (signal: AbortSignal) => Promise<void>, fail: (error: unknown) => void): void {
    if (underway.has(key) || lifetime.aborted) return
    // Rechecks of members are bounded by themselves: a crowd at the door does not keep them out.
    if (underway.size >= MAX_CANDIDATES && table.find(key) === null) {
      fail(noRoom())
      return
    }
    underway.add(key)
    void work(AbortSignal.any([lifetime, timeoutSignal(ADMISSION_TIMEOUT_MS)]))
      .catch((error) => {
        if (!lifetime.aborted) fail(error)
      })
      .finally(() => underway.delete(key))
  }

  function consider(node: NamedNode, shown: Uint8Array | null, met: Multiaddr | null): void {
    const isMember = table.find(node.key) !== null
    if (!isMember && (refusals.get(node.key)?.retryAt ?? 0) > now()) return
    const fail = (error: unknown) => isMember || refuse(node, met, error)
    begin(node.key, (signal) => admit(node, shown, met, signal), fail)
  }

  async function admit(node: NamedNode, shown: Uint8Array | null, met: Multiaddr | null, signal: AbortSignal) {
    const bytes = shown ?? (await options.introduce(node, signal))
    const introduction = await openIntroduction(bytes, node, { network, now: now() })
    const { record } = introduction
    const held = table.find(node.key) === null ? undefined : grounds.get(node.key)
    if (held === undefined || !equals(held.record.payload.key, record.payload.key)) {
      const { domain } = record.payload
      const current = newerOf(record, newestShown.get(domain) ?? null)
      const rank = rankOf(current, node.id)
      if (rank === -1) throw unlisted(node, domain)
      await confirm(current, signal)
      await seat({ node, record: current, rank, listed: listedAt(current, rank) }, met, nextCheckAt())
    } else if (record.seq > held.record.seq) await seat(introduction, met, held.nextCheckAt)
  }

  function confirm(record: VerifiedDomain, signal: AbortSignal): Promise<void> {
    const { domain, key } = record.payload
    const isKnown = bindings.known(domain, key)?.seenAt != null
    const work = () => confirmBinding(record, { bindings, askWitnesses, now, signal })
    return queue.run(registrableDomain(domain), isKnown, work)
  }

  async function seat({ node, record, rank, listed }: Introduction, met: Multiaddr | null, checkAt: number) {
    const { domain } = record.payload
    const multiaddrs = options.usable(listed)
    if (multiaddrs.length === 0)
      throw refusal(`The record of ${domain} gives ${node.key} no address that can be dialled`)
    const addressGroups = options.sharedAddresses ? [] : await groupsOfNode(met, listed, options.resolveHost)
    const seat = { domain, registrableDomain: registrableDomain(domain), rank, addressGroups }
    const entry: OperatorEntry = { ...node, multiaddrs, seat }
    if (lifetime.aborted) return
    const isNew = table.find(node.key) === null
    if (!table.add(entry)) throw refusal(`Enough other nodes stand for ${seat.registrableDomain}`)
    grounds.set(node.key, { node, record, met, nextCheckAt: checkAt })
    refusals.delete(node.key)
    if (isNew) options.onAdmitted(entry)
    const before = newestShown.get(domain)
    newestShown.set(domain, record)
    if (before !== undefined && isOlderVersion(before, record)) spread(record)
  }

  /** What a domain's newest record says counts for all of its nodes: whom it no longer lists has no seat. */
  function spread(record: VerifiedDomain): void {
    for (const [key, held] of grounds) {
      const entry = table.find(key)
      if (entry === null || !isOlderVersion(held.record, record)) continue
      const rank = rankOf(record, entry.id)
      if (rank === -1) lose(entry, unlisted(entry, entry.seat.domain))
      else {
        grounds.set(key, { ...held, record })
        table.add({ ...entry, multiaddrs: options.usable(listedAt(record, rank)), seat: { ...entry.seat, rank } })
      }
    }
  }

  /** Everything again: who it says it is, what others hold of its domain, and whether the domain stands behind it. */
  async function recheck(entry: OperatorEntry, { record: held, met }: Grounds, signal: AbortSignal): Promise<void> {
    const shown = await options.introduce(entry, signal).then(
      (bytes) => openIntroduction(bytes, entry, { network, now: now() }),
      () => null,
    )
    const record = newerOf(shown?.record ?? held, held)
    checkTimes(record, now())
    const { domain } = record.payload
    const current = newerOf(record, await options.newest(domain, signal))
    const rank = rankOf(current, entry.id)
    if (rank === -1) throw unlisted(entry, domain)
    await confirm(current, signal)
    await seat({ node: entry, record: current, rank, listed: listedAt(current, rank) }, met, nextCheckAt())
  }

  function recheckFailed(entry: OperatorEntry, held: Grounds, error: unknown): void {
    // Not being allowed to look, or no time left for it, says nothing about the node.
    const isOurs = !isOpenPeerError(error) || ['RATE_LIMITED', 'TIMEOUT', 'ABORTED'].includes(error.code)
    if (isOurs) held.nextCheckAt = now() + LAST_RETRY_MS
    else if (table.find(entry.key) !== null) lose(entry, error)
  }

  function lose(entry: OperatorEntry, reason: OpenPeerError): void {
    const met = grounds.get(entry.key)?.met ?? null
    table.remove(entry.key)
    grounds.delete(entry.key)
    refuse(entry, met, reason)
    options.onGone(entry, reason)
  }

  function refuse(node: NamedNode, met: Multiaddr | null, error: unknown): void {
    options.onRefused(node, refusals.add(node, met, error))
  }

  function tick(): void {
    for (const { node, met } of refusals.due()) if (options.isConnected(node.peerId)) consider(node, null, met)
    let rechecks = 0
    for (const [key, held] of [...grounds]) {
      const entry = table.find(key)
      if (entry === null) {
        grounds.delete(key)
        options.onGone(held.node, null)
      } else if (held.nextCheckAt <= now() && rechecks < MAX_RECHECKS_A_TICK) {
        rechecks++
        const fail = (error: unknown) => recheckFailed(entry, held, error)
        begin(key, (signal) => recheck(entry, held, signal), fail)
      }
    }
  }

  function nextCheckAt(): number {
    return now() + RECHECK_MS * (0.75 + random() / 2)
  }

  return {
    meet: (node, met) => consider(node, null, met),
    introduced: (node, shown, met) => consider(node, shown, met),
    tick,
    refusal: (key) => refusals.get(key)?.reason ?? null,
    recordOf: (key) => (table.find(key) === null ? null : (grounds.get(key)?.record ?? null)),
  }
}

/** Whether `b` is a newer version of the domain record `a`, under the same key: under another one `seq` says nothing. */
function isOlderVersion(a: VerifiedDomain, b: VerifiedDomain): boolean {
  return a.payload.domain === b.payload.domain && a.seq < b.seq && equals(a.payload.key, b.payload.key)
}

function newerOf(record: VerifiedDomain, other: VerifiedDomain | null): VerifiedDomain {
  return other !== null && isOlderVersion(record, other) ? other : record
}

function unlisted({ key }: NamedNode, domain: string): OpenPeerError {
  return refusal(`The newest record of ${domain} no longer lists the node ${key}`)
}

function refusal(text: string): OpenPeerError {
  return new OpenPeerError('NOT_ADMITTED', text)
}
