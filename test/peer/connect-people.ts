import { setTimeout as delay } from 'node:timers/promises'
import { noise } from '@chainsafe/libp2p-noise'
import { type CircuitRelayService, circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { type Identify, identify } from '@libp2p/identify'
import type { Connection, Libp2p, PeerId, PrivateKey, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import type { Multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { type Connector, startConnector } from '../../src/peer/connect.ts'
import type { Contact } from '../../src/peer/contact.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { openIdentity } from '../../src/peer/device.ts'
import type { HelloPolicy, HelloTold } from '../../src/peer/hello.ts'
import { createHost } from '../../src/peer/host.node.ts'
import type { HostOptions, PeerHost } from '../../src/peer/host.ts'
import type { PeerKeys } from '../../src/peer/key-store.ts'
import { raiseCircuit } from '../../src/peer/raise-circuits.ts'
import { keepReservations, type RelayKeeper } from '../../src/peer/relay-reservation.ts'
import { signIdentity } from '../../src/peer/sign-identity.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { replay } from '../../src/records/key-log.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'
import { RECORD_LIMITS } from '../../src/records/kinds.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { validateLocation } from '../../src/records/validate.ts'
import type { VerifiedIdentity } from '../../src/records/verified-record.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { protocolIds } from '../../src/wire/protocols.ts'

export const NETWORK = 'test'

export type Relay = Libp2p<{ identify: Identify; relay: CircuitRelayService }>

/** A stock relay, as an operator node has one; `limited: false` lifts the library's 128 KiB and 2 minutes. */
export async function startRelay(
  options: { privateKey?: PrivateKey; port?: number; limited?: boolean } = {},
): Promise<Relay> {
  return createLibp2p({
    privateKey: options.privateKey ?? (await generateKeyPair('Ed25519')),
    addresses: { listen: [`/ip4/127.0.0.1/tcp/${options.port ?? 0}`] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1_000, maxIncomingPendingConnections: 1_000 },
    connectionMonitor: { enabled: false },
    services: {
      identify: identify(),
      relay: circuitRelayServer({
        reservations: { maxReservations: 1_000, applyDefaultLimit: options.limited ?? true },
      }),
    },
  })
}

export interface PersonOptions {
  relays?: Libp2p[]
  /** Loopback TCP unless given; [] for one whom only a relay reaches. */
  listen?: string[]
  accept?: (caller: VerifiedIdentity) => boolean
  /** Whether hello tells the direct addresses. */
  tellsAddresses?: boolean
  drainTimeoutMs?: number
  /** Whose keys: those of somebody who ran before; new ones unless given. */
  keys?: PeerKeys
  /** The record that lists this device among others; one that lists it alone unless given. */
  identity?: VerifiedIdentity
  /** How long the policy thinks about a caller. */
  checkDelayMs?: number
  /** Asks the relay to let circuits of accepted callers carry more, as a whole peer does. */
  raisesCircuits?: boolean
  /** Answers strangers nothing, as an unlisted peer. */
  silent?: boolean
  /** Changes to the host's options. */
  host?: Partial<HostOptions>
}

export interface Person {
  keys: PeerKeys
  identity: VerifiedIdentity
  deviceKey: PrivateKey
  peerId: PeerId
  host: PeerHost
  keeper: RelayKeeper
  connector: Connector
  /** What hello told this person, newest last. */
  learnt: { contact: Contact; told: HelloTold }[]
  stop(): Promise<void>
}

/** Somebody with an identity of one device, on a real host, who lets in whom `accept` says (all, unless given). */
export async function startPerson(options: PersonOptions = {}): Promise<Person> {
  const keys = options.keys ?? (await createKeys({ network: NETWORK })).keys
  const { id } = await replay(keys.keyLog)
  const now = Date.now()
  const lifetimeMs = RECORD_LIMITS.identity.maxLifetimeMs
  const alone = { home: 'a.test', base: null, change: {}, seq: now, lifetimeMs, now }
  const identity = options.identity ?? (await signIdentity({ keys, id, ...alone }))
  const relays = options.relays ?? []
  const chosen = relays.map((relay) => ({ peerId: relay.peerId, addresses: relay.getMultiaddrs() }))
  const host = await createHost({
    network: NETWORK,
    deviceKey: keys.deviceKey,
    listen: options.listen ?? ['/ip4/127.0.0.1/tcp/0'],
    iceServers: () => [],
    chosenRelays: () => relays.map((relay) => relay.peerId),
    allowPrivateAddresses: true,
    hidden: options.silent ?? false,
    ...options.host,
  })
  const learnt: Person['learnt'] = []
  const policy: HelloPolicy = {
    self: async () => ({
      identityRecord: identity.bytes,
      domainRecord: null,
      nameRecord: null,
      name: '',
      addresses: options.tellsAddresses ? host.services.paths.ownAddresses().map((address) => address.bytes) : [],
    }),
    check: async (caller) => {
      const found = await openIdentity(caller.identityRecord, NETWORK)
      await delay(options.checkDelayMs ?? 0)
      return (options.accept ?? (() => true))(found) ? contactOf(found) : null
    },
    learn: (contact, told) => void learnt.push({ contact, told }),
  }
  const { drainTimeoutMs } = options
  const channels = createChannels(host, protocolIds(NETWORK).directory)
  const onAccepted = (connection: Connection) => {
    if (options.raisesCircuits) void raiseCircuit(connection, { channels, relayed: host.services.relayed })
  }
  const connector = await startConnector({
    libp2p: host,
    network: NETWORK,
    policy,
    silent: options.silent ?? false,
    onAccepted,
    now: Date.now,
    ...(drainTimeoutMs === undefined ? {} : { drainTimeoutMs }),
  })
  const keeper = keepReservations({
    libp2p: host,
    relays: () => chosen,
  })
  if (relays.length > 0) await keeper.ready()
  return {
    keys,
    identity,
    deviceKey: keys.deviceKey,
    peerId: host.peerId,
    host,
    keeper,
    connector,
    learnt,
    stop: async () => {
      keeper.stop()
      await connector.stop()
      await channels.stop()
      await host.stop()
    },
  }
}

/** An identity as a contact that was resolved and found verified. */
export function contactOf(identity: VerifiedIdentity, changes: Partial<Contact> = {}): Contact {
  return {
    id: identity.payload.id,
    idText: identityIdText(identity.payload.id),
    name: null,
    status: 'verified',
    movedFrom: null,
    checks: [],
    identity,
    domain: null,
    nameRecord: null,
    homes: [],
    locations: [],
    addresses: [],
    proofs: [],
    pinned: false,
    resolvedAt: 0,
    source: 'network',
    ...changes,
  }
}

/** A contact to be met at these addresses, by a location record that its device signed. */
export async function contactAt(
  person: Pick<Person, 'identity' | 'deviceKey'>,
  addresses: { relay?: Multiaddr[]; direct?: Multiaddr[] },
): Promise<Contact> {
  const now = Date.now()
  const peerId = peerIdFromRaw(person.deviceKey.publicKey.raw).toMultihash().bytes
  const payload = {
    identityId: person.identity.payload.id,
    peerId,
    seq: now,
    expiresAt: now + RECORD_LIMITS.location.maxLifetimeMs,
    relayAddresses: (addresses.relay ?? []).map((address) => address.bytes),
    directAddresses: (addresses.direct ?? []).map((address) => address.bytes),
  }
  const bytes = await sealRecord('location', payload, person.deviceKey as never, NETWORK)
  const location = await validateLocation(bytes, person.identity.payload.id, peerId, { network: NETWORK, now })
  return contactOf(person.identity, { locations: [location] })
}

/** Echoes whatever comes on a stream. */
export function echo(stream: Stream): void {
  stream.addEventListener('message', (event) => void stream.send(event.data))
  stream.addEventListener('remoteCloseWrite', () => void stream.close())
}
