import type { Ed25519PrivateKey, Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import type { Federation } from '../federation/federation.ts'
import { formatWellKnown } from '../identity-proofs/well-known.ts'
import { rawPublicKey } from '../records/keys.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import { MAX_COUNTS } from '../records/payload-codecs.ts'
import type { OperatorNodeEntry, ServiceEntry } from '../records/payloads.js'
import { domainRoutingKey } from '../records/routing-key.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { issueRecord } from './issue-record.ts'
import type { Log } from './log.ts'
import { createRepeatOffer } from './repeat-offer.ts'

const LIFETIME_MS = RECORD_LIMITS.domain.maxLifetimeMs

export interface DomainRecordOptions {
  domain: string
  network: string
  domainKey: Ed25519PrivateKey
  libp2p: Libp2p
  federation: Federation
  services: readonly ServiceEntry[]
  /** base URL of the HTTP face; null when there is none */
  gateway: string | null
  log: Log
  now: () => number
  /** 0 to 1, for jitter */
  random: () => number
}

/** Keeps the domain's own record true and alive (docs/spec/directory.md, "The domain record"). */
export interface DomainRecordKeeper {
  /** Resolves once there is one: handlers may be asked before. */
  made(): Promise<VerifiedDomain>
  /** Throws STOPPED when none was made yet. */
  current(): VerifiedDomain
  /** Makes a new version if there is none, half its life is over, or it no longer says what is true. True if it did. */
  renew(signal?: AbortSignal): Promise<boolean>
  /**
   * Puts the record to its holders of now: those of before may have been this node alone. Where too few can be reached
   * the federation does so later; to those that refuse it for now, above all because they have not seen the website yet,
   * it is offered again when they said. Throws what `store.put` throws.
   */
  offer(): Promise<void>
  /** No more offers are made by themselves. */
  stop(): void
  /** What the website shows at /.well-known/openpeer.json. */
  wellKnown(): string
}

export function createDomainRecord(options: DomainRecordOptions): DomainRecordKeeper {
  const { domain, network, domainKey, libp2p, federation, services, gateway, log, now, random } = options
  const key = rawPublicKey(domainKey.publicKey)
  const routingKey = domainRoutingKey(network, domain)
  const first = Promise.withResolvers<VerifiedDomain>()
  let held: VerifiedDomain | null = null
  let renewing: Promise<boolean> = Promise.resolve(false)
  /** the view hash of the holders to which it was offered last */
  let offeredTo: Uint8Array | null = null
  const again = createRepeatOffer({ offer: offerNow, random })
  federation.events.on('membership', onMembership)

  function isTrue(record: VerifiedDomain, nodes: OperatorNodeEntry[]): boolean {
    const { payload, seq } = record
    return (
      now() - seq < LIFETIME_MS / 2 &&
      equals(payload.key, key) &&
      sameNodes(payload.nodes, nodes) &&
      payload.services.length === services.length &&
      payload.services.every(({ type, uri }, at) => services[at]?.type === type && services[at]?.uri === uri)
    )
  }

  async function renewNow(signal: AbortSignal | undefined): Promise<boolean> {
    const nodes = [nodeEntry(libp2p)]
    const stored = held ?? ((await federation.store.get(routingKey)) as VerifiedDomain | null)
    const isStill = stored !== null && isTrue(stored, nodes)
    if (isStill) keepHeld(stored)
    else {
      const issued = await issueRecord({ ...issue(nodes), ...(signal && { signal }) })
      keepHeld(issued.record)
      again.heard(issued.retryAfterMs)
    }
    return !isStill
  }

  function keepHeld(record: VerifiedDomain): void {
    held = record
    first.resolve(record)
  }

  /** Answers when one of those that refuse it for now may be asked again; null when none does. */
  async function offerNow(): Promise<number | null> {
    const { bytes } = current()
    offeredTo = federation.operators.view(routingKey).hash
    try {
      return (await federation.publish(bytes, routingKey)).retryAfterMs
    } catch (error) {
      if (!isOpenPeerError(error, 'NO_QUORUM')) throw error
      log.info({ reason: error.message }, 'too few holders have the domain record yet; it is offered again')
      return error.retryAfterMs ?? null
    }
  }

  function onMembership(): void {
    const holders = federation.operators.view(routingKey).hash
    if (held !== null && !(offeredTo !== null && equals(holders, offeredTo))) again.changed()
  }

  function issue(nodes: OperatorNodeEntry[]) {
    return {
      kind: 'domain' as const,
      routingKey,
      key: domainKey,
      payload: (seq: number) => ({
        domain,
        seq,
        expiresAt: seq + LIFETIME_MS,
        key,
        previousKeys: [],
        nodes,
        services: [...services],
        policy: [],
      }),
      ...{ federation, network, now },
    }
  }

  function current(): VerifiedDomain {
    if (held === null) throw new OpenPeerError('STOPPED', 'This node is starting: ask again in a moment')
    return held
  }

  return {
    made: () => first.promise,
    current,
    renew(signal) {
      // One after another: two versions made at once would only compete.
      renewing = renewing.catch(() => false).then(() => renewNow(signal))
      return renewing
    },
    async offer() {
      again.heard(await offerNow())
    },
    stop() {
      federation.events.off('membership', onMembership)
      again.stop()
    },
    wellKnown: () =>
      formatWellKnown({
        network,
        domain,
        key,
        nodes: announced(libp2p).map(String),
        ...(gateway === null ? {} : { gateway }),
      }),
  }
}

function announced(libp2p: Libp2p): Multiaddr[] {
  return libp2p.getMultiaddrs().slice(0, MAX_COUNTS.nodeMultiaddrs)
}

/** Each address ends in the peer id, so that it can be dialled as it is. */
function nodeEntry(libp2p: Libp2p): OperatorNodeEntry {
  return {
    peerId: Uint8Array.from(libp2p.peerId.toMultihash().bytes),
    multiaddrs: announced(libp2p).map(({ bytes }) => Uint8Array.from(bytes)),
  }
}

function sameNodes(a: OperatorNodeEntry[], b: OperatorNodeEntry[]): boolean {
  const same = (one: Uint8Array, other: Uint8Array | undefined) => other !== undefined && equals(one, other)
  return (
    a.length === b.length &&
    a.every(({ peerId, multiaddrs }, at) => {
      const other = b[at]
      if (other === undefined || !equals(peerId, other.peerId) || multiaddrs.length !== other.multiaddrs.length)
        return false
      return multiaddrs.every((address, index) => same(address, other.multiaddrs[index]))
    })
  )
}
