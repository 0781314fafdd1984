import type { Multiaddr } from '@multiformats/multiaddr'
import { sealWitness } from '../../src/records/witness-statement.ts'
import type { SeatedNode } from '../../src/wire/messages.js'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  type Domain,
  domainRecord,
  identityRecord,
  NETWORK,
  nameRecord,
  newDomain,
  newPerson,
  rawOf,
  START,
} from './forge.ts'
import { type Seeker, startSeeker } from './seeker.ts'
import { websites } from './websites.ts'

/** Somebody who looks bob@b.test up through a.test, while five operators can be asked what they saw of b.test. */
export interface WitnessWorld extends AsyncDisposable {
  seeker: Seeker
  /** a.test (the home), c.test (the second opinion), d.test, e.test, f.test */
  operators: Directory[]
  of(domain: string): Directory
  bTest: Domain
  /** What a node is named by. */
  seat(operator: Directory): SeatedNode
  /** Makes the operators say that they saw this key. */
  say(domains: string[], key: Domain, said?: Partial<{ website: boolean; dns: boolean; seenAt: number }>): void
  /** Who tells which holders there are; everybody names all five at first. */
  name(by: string[], holders: Directory[]): void
  /** Records of bob@b.test under this key, as these operators give them from now on. */
  give(domains: string[], key: Domain): Promise<void>
}

export interface WitnessWorldOptions {
  metAt?: (operator: string) => Multiaddr | null
  /** Whether the peer knows c.test beside its home. */
  knowsAnother?: boolean
  /** Whether it is a page, which cannot ask DNS. */
  isPage?: boolean
}

export async function startWitnessWorld(options: WitnessWorldOptions = {}): Promise<WitnessWorld> {
  const { metAt = () => null, knowsAnother = true, isPage = false } = options
  const operators = await Promise.all(
    ['a.test', 'c.test', 'd.test', 'e.test', 'f.test'].map((one) => startDirectory(one)),
  )
  const of = (domain: string) => {
    const found = operators.find(({ owner }) => owner.domain === domain)
    if (found === undefined) throw new Error(`no ${domain}`)
    return found
  }
  const byPeer = (peerId: string) => operators.find(({ host }) => host.peerId.toString() === peerId)?.owner.domain ?? ''
  const seeker = await startSeeker({
    home: of('a.test'),
    others: knowsAnother ? [of('c.test')] : [],
    metAt: (peerId) => metAt(byPeer(peerId)),
    outside: Object.assign(websites(), { canResolveDns: !isPage }),
  })
  for (const { owner, addresses } of operators)
    seeker.outside.sites.set(owner.domain, { key: owner.key, nodes: addresses })
  const bTest = await newDomain('b.test')
  const bob = await newPerson('b.test', ['bob@b.test'])
  const seat = ({ host, addresses, record }: Directory): SeatedNode => ({
    peerId: Uint8Array.from(host.peerId.toMultihash().bytes),
    multiaddrs: addresses.map((_, index) => Uint8Array.from(host.getMultiaddrs()[index]?.bytes ?? [])),
    domainRecord: Uint8Array.from(record),
  })
  const world: WitnessWorld = {
    ...{ seeker, operators, of, bTest, seat },
    say(domains, { key }, said = {}) {
      for (const domain of domains) {
        const { owner, answers } = of(domain)
        const payload = { witness: domain, domain: 'b.test', key: rawOf(key), website: true, dns: false, seenAt: START }
        answers.witness = async () => ({ statements: [await sealWitness({ ...payload, ...said }, owner.key, NETWORK)] })
      }
    },
    name(by, holders) {
      for (const domain of by) of(domain).answers.holders = () => ({ nodes: holders.map(seat) })
    },
    async give(domains, key) {
      const records = {
        domain: await domainRecord(key, START),
        name: await nameRecord(key, 'bob@b.test', bob.id, START),
        identity: await identityRecord(bob, START),
      }
      for (const domain of domains) of(domain).answers.resolve = () => bundle(records)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([seeker, ...operators].map((part) => part[Symbol.asyncDispose]()))
    },
  }
  const everybody = operators.map(({ owner }) => owner.domain)
  world.name(everybody, operators)
  await world.give(['a.test', 'c.test'], bTest)
  return world
}
