import type { Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { findIdentity } from '../../src/peer/ask-operators.ts'
import { bindingMemory } from '../../src/peer/binding-memory.ts'
import { type Bindings, createBindings } from '../../src/peer/bindings.ts'
import { type ContactChecker, createContactChecker } from '../../src/peer/check-contact.ts'
import { type Contacts, createContacts } from '../../src/peer/contacts.ts'
import { createFinder } from '../../src/peer/find-watchers.ts'
import { parseNodeAddresses } from '../../src/peer/operator-nodes.ts'
import { type Operators, openOperators } from '../../src/peer/operators.ts'
import { createResolver, type Resolver } from '../../src/peer/resolve.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { createWitnesses } from '../../src/peer/witnesses.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { startHost } from '../wire/hosts.ts'
import type { Directory } from './directory.ts'
import { type Clock, clockAt, NETWORK } from './forge.ts'
import { type Websites, websites } from './websites.ts'

/** The looking-up half of a peer on a real host, with everything at hand that a test wants to see or turn. */
export interface Seeker extends Resolver, AsyncDisposable {
  host: Libp2p
  clock: Clock
  outside: Websites
  storage: PeerStorage
  contacts: Contacts
  operators: Operators
  bindings: Bindings
  checker: ContactChecker
}

export interface SeekerOptions {
  home: Directory
  others?: Directory[]
  clock?: Clock
  outside?: Websites
  storage?: PeerStorage
  /** Looks for operators that it does not know, as a peer does; makes do with `others` unless given. */
  findsOthers?: boolean
  /** Where this peer seems to be connected with a node; nowhere unless given. */
  metAt?: (peerId: string) => Multiaddr | null
}

/** The home is configured by its addresses; of the others the websites name the nodes. */
export async function startSeeker({ home, others = [], ...given }: SeekerOptions): Promise<Seeker> {
  const { clock = clockAt(), outside = websites(), storage = memoryStorage() } = given
  for (const { owner, addresses } of [home, ...others]) {
    if (!outside.sites.has(owner.domain)) outside.sites.set(owner.domain, { key: owner.key, nodes: addresses })
  }
  const host = await startHost({ listen: false })
  const channels = createChannels(host, protocolIds(NETWORK).directory)
  const { now } = clock
  const operators = await openOperators({
    home: home.owner.domain,
    homeNodes: parseNodeAddresses(home.addresses),
    others: others.map(({ owner }) => owner.domain),
    network: NETWORK,
    channels,
    outside,
    storage,
    now,
  })
  const contacts = createContacts({ storage, network: NETWORK, now })
  const bindings = createBindings({ network: NETWORK, outside, memory: bindingMemory(storage), now })
  const checker = createContactChecker({
    network: NETWORK,
    contacts,
    bindings,
    witnesses: createWitnesses({
      network: NETWORK,
      operators,
      channels,
      bindings,
      metAt: given.metAt ?? (() => null),
      now,
    }),
    findIdentity: (id, signal) => findIdentity(operators, id, { network: NETWORK, now: now(), signal }),
    now,
  })
  const findOther = createFinder({ operators, bindings, network: NETWORK, now, random: () => 0 })
  const found = given.findsOthers === true ? { findOther } : {}
  const resolver = createResolver({ contacts, checker, operators, ...found, now })
  return {
    ...resolver,
    host,
    clock,
    outside,
    storage,
    contacts,
    operators,
    bindings,
    checker,
    async [Symbol.asyncDispose]() {
      await channels.stop()
      await host.stop()
    },
  }
}
