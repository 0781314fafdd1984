import { peerIdFromString } from '@libp2p/peer-id'
import { OpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import { createChannels } from '../wire/channels.ts'
import { protocolIds } from '../wire/protocols.ts'
import { within } from '../wire/within.ts'
import { findIdentity } from './ask-operators.ts'
import { bindingMemory } from './binding-memory.ts'
import { createBindings } from './bindings.ts'
import { startChat } from './chat.ts'
import { createCallerCheck } from './check-caller.ts'
import { createContactChecker } from './check-contact.ts'
import { startConnector } from './connect.ts'
import { connectTo } from './connect-to.ts'
import { isTrusted } from './contact.ts'
import { createContacts } from './contacts.ts'
import { helloPolicy } from './hello-policy.ts'
import { iceServersOf } from './ice-servers.ts'
import type { OperatorDomain } from './operator-domain.ts'
import { openOperators } from './operators.ts'
import { directAddressesFor } from './own-addresses.ts'
import { openOwnRecords } from './own-records.ts'
import type { Peer, PeerStatus } from './peer.ts'
import { type PeerOptions, readSettings } from './peer-options.ts'
import type { Platform } from './platform.ts'
import { startPresence } from './presence.ts'
import { createLocationWriter } from './put-location.ts'
import { keepReservations } from './relay-reservation.ts'
import { createResolver } from './resolve.ts'
import { startOnSteadyPorts } from './steady-ports.ts'
import { memoryStorage } from './storage.ts'

/** Longest that `stop` waits for channels to end in order. */
const STOP_TIMEOUT_MS = 3_000

/**
 * Starts a peer. It resolves when the host runs, also when no operator is alive: announcing goes on in the background
 * and `status` says how far it came. Throws KEY_STORE_MISSING, the key store's codes, and `readSettings`'.
 */
export async function createPeerOn(platform: Platform, options: PeerOptions): Promise<Peer> {
  const { keyStore, storage = memoryStorage(), now = Date.now, timers, accept = isTrusted } = options
  const keys = await keyStore.load()
  if (keys === null) {
    throw new OpenPeerError('KEY_STORE_MISSING', 'There are no keys yet: make them with createKeys and save them.')
  }
  const settings = readSettings(options, keys)
  const { network, privacy } = settings
  const outside = options.outside ?? platform.createOutside()
  const own = await openOwnRecords({ keys, home: settings.home, storage, lifetimeMs: settings.identityMs, now })
  const contacts = createContacts({ storage, network, now })

  // Operators are asked through the host, which asks for its relays and ICE servers when it needs them.
  let home: OperatorDomain | null = null
  const relays = () => {
    const nodes = own.isPublic ? (home?.nodes ?? []) : []
    return nodes.map(({ peerId, addresses }) => ({ peerId: peerIdFromString(peerId), addresses }))
  }
  const host = await startOnSteadyPorts(storage, options.listen ?? platform.listen, (listen) =>
    platform.createHost({
      network,
      deviceKey: keys.deviceKey,
      listen,
      iceServers: () => options.iceServers ?? iceServersOf(home?.known ?? null),
      chosenRelays: () => relays().map(({ peerId }) => peerId),
      allowPrivateAddresses: privacy.privateAddresses,
    }),
  )
  const channels = createChannels(host, protocolIds(network).directory)
  const operators = await openOperators({
    home: settings.home,
    homeNodes: settings.homeNodes,
    others: settings.operators,
    network,
    channels,
    outside,
    storage,
    now,
  })
  home = operators.home

  const bindings = createBindings({ network, outside, memory: bindingMemory(storage), now })
  const checker = createContactChecker({
    network,
    contacts,
    bindings,
    findIdentity: (id, signal) => findIdentity(operators, id, { network, now: now(), signal }),
    now,
  })
  const resolver = createResolver({ contacts, checker, operators, now })

  const addressesFor = (audience: 'contacts' | 'everyone') =>
    directAddressesFor(audience, host.services.paths.ownAddresses(), privacy)
  const policy = helloPolicy({
    own,
    domain: () => operators.home.known,
    check: createCallerCheck({ network, contacts, checker, operators, accept, now }),
    contacts,
    addresses: () => addressesFor('contacts'),
    network,
    now,
  })
  const connector = await startConnector({ libp2p: host, network, policy, now })
  const connect: Peer['connect'] = (whom, given = {}) => connectTo(whom, given, { resolver, contacts, connector, now })
  const chat = await startChat({ connector, connect, storage, network, selfId: own.id, now })

  const keeper = keepReservations({ libp2p: host, relays })
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
  const events = new EventTarget()
  const isRelayed = () => keeper.addresses().length > 0
  const status = (): PeerStatus => ({ ...presence.status, relayed: isRelayed() })
  const changed = () => events.dispatchEvent(new CustomEvent('status', { detail: status() }))
  presence.onStatus(changed)
  keeper.onChange(() => {
    presence.moved()
    changed()
  })

  let stopping: Promise<void> | null = null
  async function stop(): Promise<void> {
    keeper.stop()
    await presence.stop()
    await chat.stop()
    await connector.stop()
    // What is still asked of an operator that does not answer is dropped with the host.
    await within(channels.stop(), { signal: undefined, timeoutMs: STOP_TIMEOUT_MS }).catch(() => {})
    await host.stop()
    if (options.outside === undefined) await outside.stop?.()
    await storage.close()
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
    onStatus(handler) {
      const listener = (event: Event) => handler((event as CustomEvent<PeerStatus>).detail)
      events.addEventListener('status', listener)
      return () => events.removeEventListener('status', listener)
    },
    ready: (given) => presence.ready(given),
    register: (local, given) => presence.register(local, given),
    publish: (given) => presence.publish(given),
    resolve: (address, given) => resolver.resolve(address, given),
    connect,
    links: () => connector.links(),
    onLink: (handler) => connector.onLink(handler),
    handle: (protocol, handler, given) => connector.handle(protocol, handler, given),
    chat,
    contacts: {
      list: () => contacts.list(),
      pin: (contact) => contacts.pin(contact.id),
      forget: (contact) => contacts.forget(contact.id),
    },
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
