import type { Connection } from '@libp2p/interface'
import type { Outside } from '../identity-proofs/outside.ts'
import { identityIdText } from '../records/identity-id.ts'
import { parseName } from '../records/names.ts'
import { createChannels } from '../wire/channels.ts'
import { protocolIds } from '../wire/protocols.ts'
import { within } from '../wire/within.ts'
import { createAddressBook } from './address-book.ts'
import { closeIfBlocked, createAdmission, unblocked } from './admit-caller.ts'
import { startChat } from './chat.ts'
import { type Accept, createCallerCheck } from './check-caller.ts'
import { startConnector } from './connect.ts'
import { connectTo } from './connect-to.ts'
import { createContacts } from './contacts.ts'
import { createPeerContacts } from './create-peer-contacts.ts'
import { createResolvers } from './create-resolvers.ts'
import { formerNames } from './former-names.ts'
import { guestPass, withGuests } from './guest-pass.ts'
import { helloPolicy } from './hello-policy.ts'
import type { PeerHost } from './host.ts'
import { closeIdleConnections } from './idle-connections.ts'
import { createInTurn } from './in-turn.ts'
import type { KeyStore, PeerKeys } from './key-store.ts'
import { createListeners } from './listeners.ts'
import type { OperatorDomain } from './operator-domain.ts'
import { openOperators } from './operators.ts'
import { directAddressesFor } from './own-addresses.ts'
import { createOwnClaims } from './own-claims.ts'
import { createOwnDevices } from './own-devices.ts'
import { type OwnInvitations, openInvitations } from './own-invitations.ts'
import { createOwnKeys } from './own-keys.ts'
import { createOwnProfile } from './own-profile.ts'
import type { OwnRecords } from './own-records.ts'
import type { Peer, PeerStatus } from './peer.ts'
import { peerInvitations } from './peer-invitations.ts'
import type { Settings } from './peer-options.ts'
import { type Presence, startPresence } from './presence.ts'
import { createProofs } from './proofs.ts'
import { createLocationWriter } from './put-location.ts'
import { raiseCircuit } from './raise-circuits.ts'
import { type ChosenRelay, keepReservations } from './relay-reservation.ts'
import type { Timers } from './renew.ts'
import { startSelfWatch } from './self-watch.ts'
import type { PeerStorage } from './storage.ts'
import { createUnlistedDoor } from './unlisted-door.ts'
import { startUnlistedPresence } from './unlisted-presence.ts'
import { startVault } from './vault.ts'

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
  const { network, privacy, homeNodes, operators: others } = settings
  const channels = createChannels(host, protocolIds(network).directory)
  const { home } = own
  const nodes = home === settings.home ? homeNodes : []
  const operators = await openOperators({ home, homeNodes: nodes, others, network, channels, outside, storage, now })
  parts.onHome(operators.home)

  const contacts = createContacts({ storage, network, now })
  const book = createAddressBook({ storage, now })
  // Nobody waits for it: until then they are strangers, and have a stranger's place.
  void host.services.known.addAll(unblocked(contacts, book)).catch(() => {})
  const self = { id: own.id, isUnlisted: privacy.unlisted }
  const finding = { network, contacts, book, operators, channels, outside, storage, host, self, now }
  const { bindings, findOther, guests, isGuestOf, invited, callerChecker, resolver, stranger } =
    createResolvers(finding)
  const unlistedParts = { own, keys, operators, storage, lifetimeMs: settings.identityMs, now, timers }
  const unlisted = privacy.unlisted
    ? await openInvitations({ ...unlistedParts, isLocated: () => presence.status.located })
    : null

  const atHome = {
    get domain() {
      return operators.home.domain
    },
    ask: ((method, question, given) => operators.home.ask(method, question, given)) as OperatorDomain['ask'],
  }
  const proofs = createProofs({ outside, home: atHome, contacts, isSecret: isGuestOf, now })
  const addressesFor = (audience: 'contacts' | 'everyone') =>
    directAddressesFor(audience, host.services.paths.ownAddresses(), privacy)
  const admit = createAdmission({ contacts, book, accept })
  const doorOf = (invitations: OwnInvitations) =>
    createUnlistedDoor({ invitations, contacts, book, network, self: host.peerId })
  const policy = helloPolicy({
    own,
    domain: () => operators.home.known,
    check: createCallerCheck({
      ...{ network, contacts, checker: callerChecker, operators, accept: admit, now },
      ...(unlisted === null ? {} : { door: doorOf(unlisted) }),
      invited: invited.bundles,
    }),
    pass: guestPass(guests, host.peerId),
    contacts,
    addresses: () => addressesFor('contacts'),
    network,
    now,
  })
  const onAccepted = (connection: Connection) => {
    void raiseCircuit(connection, { channels, relayed: host.services.relayed })
  }
  const connector = await startConnector({ libp2p: host, network, policy, silent: privacy.unlisted, onAccepted, now })
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
    identityRecord: unlisted === null ? undefined : async () => (await own.identity()).bytes,
    lifetimeMs: settings.locationMs,
    now,
  })
  const onHome = () => {
    parts.onHome(operators.home)
    keeper.refresh()
  }
  const former = formerNames(storage)
  const announcing = { own, operators, former, network, putLocation, onHome, now, timers }
  const presence: Presence =
    unlisted === null ? startPresence(announcing) : startUnlistedPresence({ ...announcing, invitations: unlisted })
  const claims = createOwnClaims({ own, presence, proofs })
  const inTurn = createInTurn()
  const selfPeerId = host.peerId.toMultihash().bytes
  const vaultParts = { own, keyStore, inTurn, operators, findOther, storage, network, peerId: selfPeerId, now, timers }
  const vault = await startVault(vaultParts)
  const ownKeys = vault.following(
    createOwnKeys({ own, keyStore, operators, presence, isUnlisted: self.isUnlisted, network, inTurn, now }),
  )
  const devices = createOwnDevices({
    ...{ own, presence, network },
    keys: ownKeys,
    findSelf: (signal) => stranger.resolve(identityIdText(own.id), { policy: 'network', signal }),
    self: host.peerId,
  })
  const selfWatch = await startSelfWatch({ own, operators, bindings, network, storage, now, timers })
  const changes = createListeners<PeerStatus>()
  const status = (): PeerStatus => ({ ...presence.status, relayed: keeper.addresses().length > 0 })
  const changed = () => changes.tell(status())
  presence.onStatus(changed)
  presence.onStatus(({ published }) => published && vault.poke())
  keeper.onChange(() => {
    presence.moved()
    changed()
  })

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    keeper.stop()
    stopClosing()
    await Promise.all([presence.stop(), selfWatch.stop(), vault.stop(), unlisted?.stop()])
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
    get home() {
      return operators.home.domain
    },
    get name() {
      return own.named?.name ?? null
    },
    unlisted: self.isUnlisted,
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
    async move(to, given) {
      const moved = await presence.move(parseName(to), given)
      selfWatch.named()
      await vault.moved(given?.signal)
      return moved
    },
    publish: (given) => presence.publish(given),
    async resolve(address, given) {
      const contact = await resolver.resolve(address, given)
      if (contact === null || given?.proofs !== true) return contact
      return { ...contact, proofs: await proofs.check(contact, given.signal) }
    },
    checkProofs: (contact, { signal } = {}) => proofs.check(contact, signal),
    claims,
    profile: createOwnProfile({ own, presence }),
    identity: ownKeys,
    vault,
    devices,
    connect,
    links: () => connector.links(),
    onLink: (handler) => connector.onLink(handler),
    handle: (protocol, handler, given) => connector.handle(protocol, handler, given),
    chat,
    contacts: withGuests(peerContacts, guests),
    invitations: peerInvitations(unlisted, { connector, contacts }),
    selfWatch,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
