import type { Outside } from '../identity-proofs/outside.ts'
import { identityIdText } from '../records/identity-id.ts'
import { createChannels } from '../wire/channels.ts'
import { protocolIds } from '../wire/protocols.ts'
import { within } from '../wire/within.ts'
import { findIdentity } from './ask-operators.ts'
import { bindingMemory } from './binding-memory.ts'
import { createBindings } from './bindings.ts'
import { startChat } from './chat.ts'
import { type Accept, createCallerCheck } from './check-caller.ts'
import { createContactChecker } from './check-contact.ts'
import { startConnector } from './connect.ts'
import { connectTo } from './connect-to.ts'
import { createContacts } from './contacts.ts'
import { helloPolicy } from './hello-policy.ts'
import type { PeerHost } from './host.ts'
import type { PeerKeys } from './key-store.ts'
import type { OperatorDomain } from './operator-domain.ts'
import { openOperators } from './operators.ts'
import { directAddressesFor } from './own-addresses.ts'
import type { OwnRecords } from './own-records.ts'
import type { Peer, PeerStatus } from './peer.ts'
import type { Settings } from './peer-options.ts'
import { startPresence } from './presence.ts'
import { createLocationWriter } from './put-location.ts'
import { type ChosenRelay, keepReservations } from './relay-reservation.ts'
import type { Timers } from './renew.ts'
import { createResolver } from './resolve.ts'
import type { PeerStorage } from './storage.ts'

/** Longest that `stop` waits for channels to end in order. */
const STOP_TIMEOUT_MS = 3_000

export interface PeerParts {
  keys: PeerKeys
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
  const { keys, settings, own, storage, outside, host, relays, accept, now, timers } = parts
  const { network, privacy, home, homeNodes, operators: others } = settings
  const channels = createChannels(host, protocolIds(network).directory)
  const operators = await openOperators({ home, homeNodes, others, network, channels, outside, storage, now })
  parts.onHome(operators.home)

  const contacts = createContacts({ storage, network, now })
  const checker = createContactChecker({
    network,
    contacts,
    bindings: createBindings({ network, outside, memory: bindingMemory(storage), now }),
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
  const connect: Peer['connect'] = (whom, given = {}) => connectTo(whom, given, { resolver, contacts, connector })
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
  const status = (): PeerStatus => ({ ...presence.status, relayed: keeper.addresses().length > 0 })
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
