import { join } from 'node:path'
import type { PeerId } from '@libp2p/interface'
import type { DestinationStream } from 'pino'
import { Registry } from 'prom-client'
import { OpenPeerError } from '../errors.ts'
import { createFederation, type Federation, type FederationTimes } from '../federation/federation.ts'
import { openRecordStore } from '../federation/record-store.ts'
import { createOutside } from '../identity-proofs/outside.node.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { rawPublicKey } from '../records/keys.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { createChannels } from '../wire/channels.ts'
import { handleProtocol } from '../wire/handle-protocol.ts'
import { protocolIds } from '../wire/protocols.ts'
import { operatorsMet, startBootstrap } from './bootstrap.ts'
import type { OperatorConfig } from './config.ts'
import { directoryHandlers } from './directory-handlers.ts'
import { createDomainRecord } from './domain-record.ts'
import { type Health, judgeHealth } from './health.ts'
import { loadNodeKeys } from './keys.ts'
import { createHost, type OperatorHost, startHost } from './libp2p-host.ts'
import { createLocations } from './locations.ts'
import { createLog, type Log } from './log.ts'
import { createNameRecords } from './name-records.ts'
import { type NameRegistry, openNameRegistry } from './name-registry.ts'
import { createRelayMeter, type RelayCounters } from './relay-meter.ts'
import { RENEWAL_INTERVAL_MS, startRenewal } from './renewal.ts'
import { createResolver, type Resolve } from './resolve-address.ts'
import { createHeldAnswers } from './resolve-held.ts'
import { createOwnAnswers } from './resolve-own.ts'
import { announcedServices, announcedStun } from './services.ts'
import { type StunAddress, startStun } from './stun.ts'

/** What a test or an embedding program may give in place of the real thing. Times in ms. */
export interface OperatorParts {
  now?: () => number
  /** 0 to 1, for jitter */
  random?: () => number
  outside?: Outside
  log?: Log
  /** where log lines go; standard error unless given */
  logTo?: DestinationStream
  renewEveryMs?: number
  federationTimes?: Partial<FederationTimes>
}

/** What a node does, in numbers; who talked to whom is not for publishing. */
export interface OperatorCounts {
  /** other operator nodes met */
  operators: number
  records: number
  names: number
  locations: number
  /** devices that wait at the relay to be called */
  reservations: number
  relay: RelayCounters
  stunAnswers: number
}

/** One running operator node, without its HTTP face. */
export interface OperatorNode {
  readonly config: OperatorConfig
  readonly domain: string
  readonly network: string
  readonly peerId: PeerId
  readonly libp2p: OperatorHost
  readonly federation: Federation
  readonly registry: NameRegistry
  readonly log: Log
  /** libp2p's numbers for Prometheus; more may be registered */
  readonly metrics: Registry
  readonly resolve: Resolve
  /** raw Ed25519 public key */
  readonly domainKey: Uint8Array
  domainRecord(): VerifiedDomain
  /** as others reach it; null when none is configured */
  readonly stunAddress: StunAddress | null
  relayBytes(): RelayCounters
  counts(): OperatorCounts
  /** the text of /.well-known/openpeer.json */
  wellKnown(): string
  health(): Health
  /** Drains: no new requests (STOPPED), those in flight have `limits.drainMs`; then all is closed. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts an operator node: listens, answers, has a domain record, and looks for the others. Spec: docs/spec/directory.md.
 *
 * @throws OpenPeerError INVALID_CONFIG when something configured cannot be had (address, certificate, directory, key);
 * whatever was opened until then is closed again
 */
export async function startOperatorNode(config: OperatorConfig, parts: OperatorParts = {}): Promise<OperatorNode> {
  const opened = new AsyncDisposableStack()
  try {
    return await assemble(config, parts, opened)
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

async function assemble(
  config: OperatorConfig,
  parts: OperatorParts,
  opened: AsyncDisposableStack,
): Promise<OperatorNode> {
  const { network, domain, dataDir, limits, allowPrivateAddresses } = config
  const { now = Date.now, random = Math.random, log = createLog(config.log.level, parts.logTo) } = parts
  const inDataDir = (name: string) => (dataDir === null ? null : join(dataDir, name))
  /** What was opened last is closed first. */
  const closeWith = <T>(part: T, close: (part: T) => unknown): T =>
    opened.adopt(part, async () => void (await close(part)))

  const { domainKey, nodeKey } = await loadNodeKeys(dataDir)
  const owner = { network, domain, domainKey: rawPublicKey(domainKey.publicKey) }
  const registry = closeWith(openNameRegistry(inDataDir('names.sqlite'), owner), (part) => part.close())
  const store = closeWith(await openStore(inDataDir('records'), config, now), (part) => part.close())
  const outside = parts.outside ?? closeWith(createOutside({ dev: config.dev ?? undefined }), (part) => part.stop?.())
  const meter = createRelayMeter()
  const metrics = new Registry()
  const libp2p = closeWith(await createHost({ config, nodeKey, store, meter, metrics, now }), (part) => part.stop())
  const times = parts.federationTimes ?? {}
  const federation = closeWith(
    await createFederation({ libp2p, network, store, now, random, allowPrivateAddresses, times }),
    (part) => part.stop(),
  )
  const stun = config.stun === null ? null : closeWith(await startStun(config.stun), (part) => part.stop())
  const stunAddress = stun === null ? null : announcedStun(config, stun.address)
  const channels = closeWith(createChannels(libp2p, protocolIds(network).directory), (part) => part.stop())

  const services = announcedServices(config, stunAddress)
  const gateway = config.http.publicUrl
  const domainRecord = createDomainRecord({ domain, network, domainKey, libp2p, federation, services, gateway, now })
  const nameRecords = createNameRecords({ network, domainKey, registry, federation, log, now })
  const locations = createLocations({ max: limits.maxLocations, now })
  const current = domainRecord.current
  const resolve = createResolver({
    ...{ domain, network, channels, locations, log, now },
    domainRecord: current,
    own: createOwnAnswers({ network, federation, registry, nameRecords, locations, domainRecord: current, now }),
    held: createHeldAnswers({ network, federation, now }),
    timeoutMs: limits.resolveTimeoutMs,
  })
  const { registration } = config
  const handlers = directoryHandlers({
    ...{ domain, network, registration, registry, nameRecords, federation, log, now, locations, domainRecord, resolve },
  })
  const serving = { limits: { requestTimeoutMs: Math.max(1, limits.drainMs) } }
  closeWith(await handleProtocol(libp2p, protocolIds(network).directory, handlers, serving), (drain) => drain())

  await startHost(libp2p, config.listen)
  await domainRecord.renew()
  federation.start()
  const onAddresses = () => void domainRecord.renew().catch((err) => log.error({ err }, 'the domain record is old'))
  libp2p.addEventListener('self:peer:update', onAddresses)
  const joining = { entries: config.bootstrap, domain, network, libp2p, federation, outside, log, random }
  closeWith(startBootstrap(joining), (end) => end())
  const everyMs = parts.renewEveryMs ?? RENEWAL_INTERVAL_MS
  closeWith(startRenewal({ domainRecord, nameRecords, log, everyMs, random }), (end) => end())
  closeWith(libp2p, () => libp2p.removeEventListener('self:peer:update', onAddresses))

  log.info({ domain, network, peerId: String(libp2p.peerId), addresses: libp2p.getMultiaddrs().map(String) }, 'started')

  let stopping: Promise<void> | undefined
  return {
    ...{ config, domain, network, libp2p, federation, registry, log, metrics, stunAddress },
    async resolve(address, options) {
      if (stopping !== undefined) throw new OpenPeerError('STOPPED', 'This node was stopped: ask another one')
      return await resolve(address, options)
    },
    peerId: libp2p.peerId,
    domainKey: owner.domainKey,
    domainRecord: current,
    relayBytes: () => meter.counters(),
    counts: () => ({
      operators: operatorsMet(federation),
      records: store.count(),
      names: registry.count(),
      locations: locations.count(),
      reservations: libp2p.services.relay.reservations.size,
      relay: meter.counters(),
      stunAnswers: stun?.answered() ?? 0,
    }),
    wellKnown: () => domainRecord.wellKnown(),
    health: () =>
      judgeHealth({
        isStopping: stopping !== undefined,
        isListening: libp2p.status === 'started' && libp2p.getMultiaddrs().length > 0,
        operators: operatorsMet(federation),
        bootstrapEntries: config.bootstrap.length,
      }),
    stop() {
      stopping ??= opened.disposeAsync()
      return stopping
    },
  }
}

async function openStore(path: string | null, { network, limits }: OperatorConfig, now: () => number) {
  try {
    return await openRecordStore({ path, network, now, maxRecords: limits.maxRecords })
  } catch (cause) {
    const reason =
      cause instanceof Error
        ? `${cause.message}${cause.cause instanceof Error ? `: ${cause.cause.message}` : ''}`
        : cause
    const text = `dataDir: cannot open the records in ${path} (${reason}); does another node run on the same directory?`
    throw new OpenPeerError('INVALID_CONFIG', text, { cause })
  }
}
