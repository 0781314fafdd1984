import { join } from 'node:path'
import type { PeerId } from '@libp2p/interface'
import type { DestinationStream } from 'pino'
import { Registry } from 'prom-client'
import { OpenPeerError } from '../errors.ts'
import type { DomainBindings } from '../federation/domain-bindings.ts'
import { createFederation, type Federation, type FederationTimes } from '../federation/federation.ts'
import { isAdmitted } from '../federation/is-admitted.ts'
import { createWriteGate } from '../federation/write-gate.ts'
import { createOutside } from '../identity-proofs/outside.node.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { rawPublicKey } from '../records/keys.ts'
import type { VerifiedDomain } from '../records/verified-record.ts'
import { DIRECTORY_COSTS, RECORDS_COSTS } from '../wire/budget-costs.ts'
import { createChannels } from '../wire/channels.ts'
import { handleProtocol } from '../wire/handle-protocol.ts'
import { protocolIds } from '../wire/protocols.ts'
import { createAskWitnesses, createCollector } from './ask-witnesses.ts'
import { openBindings } from './bindings-store.ts'
import { operatorsMet, startBootstrap } from './bootstrap.ts'
import { createBudgets } from './budgets.ts'
import { createCircuits } from './circuits.ts'
import type { OperatorConfig } from './config.ts'
import { directoryHandlers } from './directory-handlers.ts'
import { createDomainRecord } from './domain-record.ts'
import { type Health, judgeHealth } from './health.ts'
import { createHostResolver } from './host-resolver.ts'
import { createJudge, type JudgeName } from './judge-name.ts'
import { loadNodeKeys } from './keys.ts'
import { createHost, type OperatorHost, startHost } from './libp2p-host.ts'
import { createLocations } from './locations.ts'
import { createLog, type Log } from './log.ts'
import { createNameRecords } from './name-records.ts'
import { type NameRegistry, openNameRegistry } from './name-registry.ts'
import { openStore } from './open-store.ts'
import { countOperator, type OperatorCounts } from './operator-counts.ts'
import { createOwnKeeping } from './own-keeping.ts'
import { createProofChecks } from './proof-checks.ts'
import { createRelayMeter, type RelayCounters } from './relay-meter.ts'
import { RENEWAL_INTERVAL_MS, startRenewal } from './renewal.ts'
import { createResolver, type Resolve } from './resolve-address.ts'
import { createHeldAnswers } from './resolve-held.ts'
import { createOwnAnswers } from './resolve-own.ts'
import { sayFederation } from './say-federation.ts'
import { announcedServices, announcedStun } from './services.ts'
import { type StunAddress, startStun } from './stun.ts'
import { createUnlistedLocations } from './unlisted-locations.ts'
import { openVaultKeeping } from './vault-keeping.ts'
import { createWitnessStatements } from './witness-statements.ts'

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
  /** other operators are looked for when this resolves: they want to see the domain's website, which may start later */
  joinAfter?: Promise<unknown>
  federationTimes?: Partial<FederationTimes>
}

/** One running operator node, without its HTTP face. */
export interface OperatorNode {
  readonly config: OperatorConfig
  readonly domain: string
  readonly network: string
  readonly peerId: PeerId
  readonly libp2p: OperatorHost
  readonly federation: Federation
  /** what this node itself has seen of other domains' keys */
  readonly bindings: DomainBindings
  readonly registry: NameRegistry
  readonly log: Log
  /** libp2p's numbers for Prometheus; more may be registered */
  readonly metrics: Registry
  readonly resolve: Resolve
  /** what this node makes of an answer, for those who cannot check themselves */
  readonly judge: JudgeName
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
  const outside = parts.outside ?? closeWith(createOutside({ dev: config.dev ?? undefined }), (part) => part.stop?.())
  const bindings = closeWith(openBindings(inDataDir('bindings.sqlite'), config, outside, now), (part) => part.stop())
  const own = { domain, key: owner.domainKey }
  const gate = createWriteGate({ bindings, own, isAdmitted: (record) => isAdmitted(federation.operators, record), now })
  const store = closeWith(await openStore(inDataDir('records'), config, gate, now), (part) => part.close())
  const meter = createRelayMeter()
  const metrics = new Registry()
  const budgets = createBudgets({
    budgets: config.budgets,
    maxPendingConnections: limits.maxPendingConnections,
    seatOf: (peerId) => federation.operators.seatOf(peerId),
    accountOf: (peerId) => locations.ownerOf(peerId) ?? unlisted.ownerOf(peerId),
    now: () => performance.now(),
  })
  const { addressOf } = budgets
  const vaultFile = { path: inDataDir('vaults.sqlite'), perHour: config.budgets.vaultsPerHour }
  const vaults = closeWith(openVaultKeeping({ ...vaultFile, domain, registry, addressOf }), (part) => part.close())
  const circuits = createCircuits({ limits: config.relay, meter, addressOf, now: () => Date.now() })
  const host = { config, nodeKey, store, circuits, budgets, metrics, now }
  const libp2p = closeWith(await createHost(host), (part) => part.stop())
  const times = parts.federationTimes ?? {}
  const operators = () => federation.operators
  const collect = createCollector({ network, operators, channels: () => channels, now })
  const askWitnesses = createAskWitnesses(collect, now)
  const federation: Federation = closeWith(
    await createFederation({
      ...{ libp2p, network, store, now, random, allowPrivateAddresses, times, bindings },
      keeps: createOwnKeeping({ ...owner, registry }),
      admission: budgets.admission(RECORDS_COSTS),
      membership: {
        ...{ domain, bindings, askWitnesses },
        ownRecord: (): Promise<Uint8Array> => domainRecord.made().then(() => domainRecord.current().bytes),
        resolveHost: createHostResolver({ dev: config.dev, now }),
        sharedAddresses: config.admission.sharedAddresses,
      },
    }),
    (part) => part.stop(),
  )
  const stun =
    config.stun === null
      ? null
      : closeWith(await startStun(config.stun, { perAddress: config.budgets.stunPerAddress }), (part) => part.stop())
  const stunAddress = stun === null ? null : announcedStun(config, stun.address)
  const channels = closeWith(createChannels(libp2p, protocolIds(network).directory), (part) => part.stop())

  const services = announcedServices(config, stunAddress)
  const gateway = config.http.publicUrl
  const domainRecord = closeWith(
    createDomainRecord({ domain, network, domainKey, libp2p, federation, services, gateway, log, now, random }),
    (part) => part.stop(),
  )
  const nameRecords = createNameRecords({ network, domainKey, registry, federation, log, now })
  const locations = createLocations({ max: limits.maxLocations, now })
  const unlisted = createUnlistedLocations({ max: limits.maxLocations, now })
  const current = domainRecord.current
  const resolve = createResolver({
    ...{ domain, network, channels, locations, bindings, log, now },
    domainRecord: current,
    own: createOwnAnswers({ network, federation, registry, nameRecords, locations, domainRecord: current, now }),
    held: createHeldAnswers({ network, federation, now }),
    timeoutMs: limits.resolveTimeoutMs,
  })
  const { registration } = config
  const handlers = directoryHandlers({
    ...{ domain, network, registration, registry, nameRecords, federation, log, now, locations, domainRecord, resolve },
    self: libp2p.peerId.toMultihash().bytes,
    ...{ circuits, unlisted, vaults },
    proofChecks: createProofChecks({ network, federation, outside, now }),
    statements: createWitnessStatements({ network, domain, domainKey, bindings, store }),
  })
  const serving = {
    limits: { requestTimeoutMs: Math.max(1, limits.drainMs) },
    admission: budgets.admission(DIRECTORY_COSTS),
  }
  closeWith(await handleProtocol(libp2p, protocolIds(network).directory, handlers, serving), (drain) => drain())

  await startHost(libp2p, config.listen)
  await domainRecord.renew()
  sayFederation(federation, log)
  federation.start()
  const onAddresses = () => void domainRecord.renew().catch((err) => log.error({ err }, 'the domain record is old'))
  libp2p.addEventListener('self:peer:update', onAddresses)
  const { joinAfter = Promise.resolve() } = parts
  const joining = { entries: config.bootstrap, joinAfter, domain, network, libp2p, federation, outside, log, random }
  closeWith(startBootstrap(joining), (end) => end())
  const everyMs = parts.renewEveryMs ?? RENEWAL_INTERVAL_MS
  closeWith(startRenewal({ domainRecord, nameRecords, vaults, log, everyMs, random }), (end) => end())
  closeWith(libp2p, () => libp2p.removeEventListener('self:peer:update', onAddresses))

  log.info({ domain, network, peerId: String(libp2p.peerId), addresses: libp2p.getMultiaddrs().map(String) }, 'started')

  let stopping: Promise<void> | undefined
  return {
    ...{ config, domain, network, libp2p, federation, bindings, registry, log, metrics, stunAddress },
    async resolve(address, options) {
      if (stopping !== undefined) throw new OpenPeerError('STOPPED', 'This node was stopped: ask another one')
      return await resolve(address, options)
    },
    judge: createJudge({ domain, bindings, collect, resolve, now }),
    peerId: libp2p.peerId,
    domainKey: owner.domainKey,
    domainRecord: current,
    relayBytes: () => meter.counters(),
    counts: () =>
      countOperator({ federation, store, registry, locations, vaults, libp2p, meter, circuits, stun, budgets }),
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
