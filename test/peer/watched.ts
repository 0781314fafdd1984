// One who has a name at a.test and watches it through b.test and c.test, whose answers a test prepares.
import { bindingMemory } from '../../src/peer/binding-memory.ts'
import { createBindings } from '../../src/peer/bindings.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { SELF_REPORT_KEY, type SelfWatch, startSelfWatch } from '../../src/peer/self-watch.ts'
import { parseName } from '../../src/records/names.ts'
import { nameRoutingKey } from '../../src/records/routing-key.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedName } from '../../src/records/verified-record.ts'
import { bundle, type Directory, startDirectory } from './directory.ts'
import {
  type Domain,
  domainRecord,
  identityRecord,
  NETWORK,
  nameRecord,
  newPerson,
  type Person,
  rawOf,
  START,
} from './forge.ts'
import { HandTimers } from './hand-timers.ts'
import { type Seeker, startSeeker } from './seeker.ts'

export const NAME = 'ann@a.test'

export interface Watched extends AsyncDisposable {
  home: Directory
  b: Directory
  c: Directory
  seeker: Seeker
  ann: Person
  own: OwnRecords
  timers: HandTimers
  watch: SelfWatch
  /** Ann's records as of a time, or another person's or another key's. */
  recordsAt(at: number, person?: Person, domain?: Domain): Promise<Parameters<typeof bundle>[0]>
  /** What these operators say of ann@a.test from now on. */
  tell(records: Parameters<typeof bundle>[0], operators: Directory[]): void
  /** The same peer, started again on its storage. */
  restart(): Promise<SelfWatch>
}

/** At first everybody says what Ann says. `knows`: the operators besides the home that she knows. */
export async function startWatched(knows: ('b' | 'c')[] = ['b', 'c']): Promise<Watched> {
  const [home, b, c] = await Promise.all(['a.test', 'b.test', 'c.test'].map((domain) => startDirectory(domain)))
  if (home === undefined || b === undefined || c === undefined) throw new Error('three were started')
  const others = knows.map((one) => (one === 'b' ? b : c))
  const seeker = await startSeeker({ home, others })
  const { clock, storage, operators, outside } = seeker
  for (const { owner, addresses } of [b, c]) outside.sites.set(owner.domain, { key: owner.key, nodes: addresses })
  const ann = await newPerson('a.test', [NAME])
  const own = await openOwnRecords({ keys: ann.keys, home: 'a.test', storage, now: clock.now })
  const name = parseName(NAME)
  const domainKey = rawOf(home.owner.key)
  const recordsAt: Watched['recordsAt'] = async (at, person = ann, domain = home.owner) => ({
    domain: await domainRecord(domain, at),
    name: await nameRecord(domain, NAME, person.id, at),
    identity: await identityRecord(person, at),
  })
  const tell: Watched['tell'] = (records, told) => {
    for (const operator of told) operator.answers.resolve = () => ({ ...bundle(records), source: 'domain' })
  }
  const identity = await own.draft({ addName: name })
  const named = await nameRecord(home.owner, NAME, ann.id, START)
  const record = await openRecord(named, nameRoutingKey(NETWORK, domainKey, name.local), { network: NETWORK })
  await own.keep(identity, { name, domainKey, record: record as VerifiedName })
  tell({ domain: home.record, name: named, identity: identity.bytes }, [home, b, c])

  const timers = new HandTimers()
  const bindings = createBindings({ network: NETWORK, outside, memory: bindingMemory(storage), now: clock.now })
  const start = () =>
    startSelfWatch({ own, operators, bindings, network: NETWORK, storage, now: clock.now, timers, random: () => 0 })
  const watched = { home, b, c, seeker, ann, own, timers, watch: await start(), recordsAt, tell }
  return {
    ...watched,
    async restart() {
      await watched.watch.stop()
      watched.watch = await start()
      return watched.watch
    },
    async [Symbol.asyncDispose]() {
      await watched.watch.stop()
      await Promise.all([seeker, home, b, c].map((part) => part[Symbol.asyncDispose]()))
    },
  }
}

export { SELF_REPORT_KEY }
