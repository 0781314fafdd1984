import type { Connection } from '@libp2p/interface'
import type { Outside } from '../identity-proofs/outside.ts'
import { identityIdText } from '../records/identity-id.ts'
import { createChannels } from '../wire/channels.ts'
import { protocolIds } from '../wire/protocols.ts'
import { within } from '../wire/within.ts'
import { withoutMemory } from './accept-contact.ts'
import { createAddressBook } from './address-book.ts'
import { closeIfBlocked, createAdmission, unblocked } from './admit-caller.ts'
import { findIdentity } from './ask-operators.ts'
import { bindingMemory } from './binding-memory.ts'
import { createBindings } from './bindings.ts'
import { startChat } from './chat.ts'
import { type Accept, createCallerCheck } from './check-caller.ts'
import { createContactChecker } from './check-contact.ts'
import { startConnector } from './connect.ts'
import { connectTo } from './connect-to.ts'
import { createContacts } from './contacts.ts'
import { createPeerContacts } from './create-peer-contacts.ts'
import { createFinder } from './find-watchers.ts'
import { helloPolicy } from './hello-policy.ts'
import type { PeerHost } from './host.ts'
import { closeIdleConnections } from './idle-connections.ts'
import type { KeyStore, PeerKeys } from './key-store.ts'
import { createListeners } from './listeners.ts'
import type { OperatorDomain } from './operator-domain.ts'
import { openOperators } from './operators.ts'
import { directAddressesFor } from './own-addresses.ts'
import { createOwnClaims } from './own-claims.ts'
import { createOwnKeys } from './own-keys.ts'
import type { OwnRecords } from './own-records.ts'
import type { Peer, PeerStatus } from './peer.ts'
import type { Settings } from './peer-options.ts'
import { startPresence } from './presence.ts'
import { createProofs } from './proofs.ts'
import { createLocationWriter } from './put-location.ts'
import { raiseCircuit } from './raise-circuits.ts'
import { type ChosenRelay, keepReservations } from './relay-reservation.ts'
import type { Timers } from './renew.ts'
import { createResolver } from './resolve.ts'
import { createKnownResolver } from './resolve-known.ts'
import { startSelfWatch } from './self-watch.ts'
import type { PeerStorage } from './storage.ts'
import { createWitnesses } from './witnesses.ts'

/** Longest that `stop` waits for channels to end in order. */
const STOP_TIMEOUT_MS = 3_000

export interface PeerParts {
  keys: PeerKeys
  keyStore: KeyStore
  settings: Settings
  own: OwnRecords
  storage: PeerStorage
  outside: Outside
  /** Runs; stopped with the peer. */
  host: PeerHost
  /** The relays to hold slots at, as they are now. */
  relays: () => ChosenRelay[]
  /** Told the home as soon as it is opened. */
  onHome: (home: OperatorDomain) => void
  /** Called when the peer has stopped. */
  onStopped: () => Promise<void>
  accept: Accept
  now: () => number
  timers: Timers | undefined
}

/** Puts a peer together around a running host: operators, resolver, hello, links, chat, presence. */
export async function assemblePeer(parts: PeerParts): Promise<Peer> {
  const { keys, keyStore, settings, own, storage, outside, host, relays, accept, now, timers } = parts
  const { network, privacy, home, homeNodes, operators: others } = settings
  const channels = createChannels(host, protocolIds(network).directory)
  const operators = await openOperators({ home, homeNodes, others, network, channels, outside, storage, now })
  parts.onHome(operators.home)

  const contacts = createContacts({ storage, network, now })
  const book = createAddressBook({ storage, now })
  // Nobody waits for it: until then they are strangers, and have a stranger's place.
  void host.services.known.addAll(unblocked(contacts, book)).catch(() => {})
  const bindings = createBindings({ network, outside, memory: bindingMemory(storage), now })
  const checks = {
    network,
    contacts,
    findIdentity: (id: Uint8Array, signal: AbortSignal) => findIdentity(operators, id, { network, now: now(), signal }),
    now,
  }
  const metAt = (peerId: string) =>
    host.getConnections().find(({ remotePeer, limits }) => limits === undefined && `${remotePeer}` === peerId)
      ?.remoteAddr ?? null
  const witnesses = createWitnesses({ network, operators, channels, bindings, metAt, now })
  const checker = createContactChecker({ ...checks, bindings, witnesses })
  const callerChecker = createContactChecker({ ...checks, bindings: bindings.forStrangers, witnesses: null })
  const findOther = createFinder({ operators, bindings, network, now, random: Math.random })
  const found = createResolver({ contacts, checker, operators, findOther, now })
  const resolver = createKnownResolver({ resolver: found, contacts, book })
  const unknowing = withoutMemory(contacts)
  const strangerChecker = createContactChecker({ ...checks, contacts: unknowing, bindings, witnesses })
  const stranger = createResolver({ contacts: unknowing, checker: strangerChecker, operators, findOther, now })

  const proofs = createProofs({ outside, home: operators.home, contacts, now })
  const addressesFor = (audience: 'contacts' | 'everyone') =>
    directAddressesFor(audience, host.services.paths.ownAddresses(), privacy)
  const admit = createAdmission({ contacts, book, accept })
  const policy = helloPolicy({
    own,
    domain: () => operators.home.known,
    check: createCallerCheck({ network, contacts, checker: callerChecker, operators, accept: admit, now }),
    contacts,
    addresses: () => addressesFor('contacts'),
    network,
    now,
  })
  const onAccepted = (connection: Connection) => {
    void raiseCircuit(connection, { channels, relayed: host.services.relayed })
  }
  const connector = await startConnector({ libp2p: host, network, policy, onAccepted, now })
  contacts.onIdentity((identity) => connector.review(identity))
  const connect: Peer['connect'] = (whom, given = {}) => connectTo(whom, given, { resolver, contacts, book, connector })
  const { known } = host.services
  const peerContacts = createPeerContacts({ contacts, book, own, network, connector, resolver, stranger, known, now })
  // Whoever was blocked while a hello was under way.
  connector.onLink((link) => void closeIfBlocked(link, book))
  // One whose records can no longer be read is not known.
  const contactOf = async (id: Uint8Array) => (await contacts.byId(id).catch(() => null))?.contact ?? null
  const chat = await startChat({ connector, connect, storage, network, selfId: own.id, contactOf, now })

  const keeper = keepReservations({ libp2p: host, relays })
  const kept = () => relays().map(({ peerId }) => peerId)
  const stopClosing = closeIdleConnections({ host, kept, timers, now: Date.now })
  const putLocation = createLocationWriter({
    keys,
    id: own.id,
    operators,
    relayAddresses: () => keeper.addresses().map(({ bytes }) => bytes),
    directAddresses: () => addressesFor('everyone'),
    lifetimeMs: settings.locationMs,
    now,
  })
  const presence = startPresence({ own, operators, network, putLocation, onHome: () => keeper.refresh(), now, timers })
  const claims = createOwnClaims({ own, presence, proofs })
  const ownKeys = createOwnKeys({ own, keyStore, operators, presence, network, now })
  const selfWatch = await startSelfWatch({ own, operators, bindings, network, storage, now, timers })
  const changes = createListeners<PeerStatus>()
  const status = (): PeerStatus => ({ ...presence.status, relayed: keeper.addresses().length > 0 })
  const changed = () => changes.tell(status())
  presence.onStatus(changed)
  keeper.onChange(() => {
    presence.moved()
    changed()
  })

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    keeper.stop()
    stopClosing()
    await Promise.all([presence.stop(), selfWatch.stop()])
    await chat.stop()
    await connector.stop()
    // What is still asked of an operator that does not answer is dropped with the host.
    await within(channels.stop(), { signal: undefined, timeoutMs: STOP_TIMEOUT_MS }).catch(() => {})
    await host.stop()
    await parts.onStopped()
  }

  return {
    id: own.id,
    idText: identityIdText(own.id),
    peerId: host.peerId,
    get name() {
      return own.named?.name ?? null
    },
    get status() {
      return status()
    },
    onStatus: (handler) => changes.on(handler),
    ready: (given) => presence.ready(given),
    async register(local, given) {
      const registered = await presence.register(local, given)
      selfWatch.named()
      return registered
    },
    publish: (given) => presence.publish(given),
    async resolve(address, given) {
      const contact = await resolver.resolve(address, given)
      if (contact === null || given?.proofs !== true) return contact
      return { ...contact, proofs: await proofs.check(contact, given.signal) }
    },
    checkProofs: (contact, { signal } = {}) => proofs.check(contact, signal),
    claims,
    identity: ownKeys,
    connect,
    links: () => connector.links(),
    onLink: (handler) => connector.onLink(handler),
    handle: (protocol, handler, given) => connector.handle(protocol, handler, given),
    chat,
    contacts: peerContacts,
    selfWatch,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
