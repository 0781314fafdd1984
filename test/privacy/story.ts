import { isTrusted } from '../../src/peer/contact.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { Peer } from '../../src/peer/peer.ts'
import type { PeerOptions } from '../../src/peer/peer-options.ts'
import { castSomebody } from './cast.ts'
import type { Recording } from './recording.ts'
import { openTaps } from './taps.ts'
import { NETWORK, startWorld, type World } from './world.ts'

const DOMAINS = [...'abcdefghijklmno'].map((letter) => `${letter}.test`)
export const HOME = 'a.test'
const LOCAL = 'alice-of-the-story'

export const ALICE = `${LOCAL}@${HOME}`
export const DISPLAY_NAME = 'Alice Liddell of Oxford'
/** Whoever resolves her gets her address: she wants that. What is found about her shows that addresses would be found. */
export const OLGA = `olga-who-hides-nothing@${HOME}`
/** Has no name and publishes nothing; looks Dora up. */
export const ANN_SHOWN = 'Ann of Nowhere in Particular'
export const ANN = `ann-who-is-nobody@${HOME}`
/** As Ann, when the website of Dora's domain cannot be reached any more. */
export const VERA = `vera-who-wants-witnesses@${HOME}`
export const VERA_SHOWN = 'Vera of the Many Questions'
/** Has her name watched by two operators, and does nothing else. */
export const WILMA_SHOWN = 'Wilma Flint of Bedrock'
export const WILMA = `wilma-who-is-watched@${HOME}`
export const SAID = 'The rabbit-hole went straight on like a tunnel for some way.'

const APP = '/story/1.0.0'

/** What happened, told by somebody who saw everything. */
export interface Story {
  recording: Recording
  /** IP addresses by domain and name. */
  addresses: ReadonlyMap<string, string>
  people: ReadonlyMap<string, Pick<Peer, 'id' | 'idText' | 'peerId'>>
  /** Names: Bob is called; Dora only looked up; Eve knows Alice's name, calls and is refused; Mallory never heard of Alice. */
  bob: string
  dora: string
  eve: string
  mallory: string
  /** Domains: whom Alice asks besides her home; one that holds her identity record and has no other part; one that holds nothing. */
  second: string
  /** Whom everybody else asks besides their homes. */
  elsewhere: string
  holder: string
  bystander: string
}

/**
 * Alice registers, looks Dora up, calls Bob, talks with him over the relay and directly; Eve looks Alice up, calls her and is refused;
 * Mallory looks Dora up. Whatever their programs get is recorded.
 */
export async function tellStory(): Promise<Story> {
  const taps = openTaps()
  try {
    await using world = await startWorld(DOMAINS, taps.recording)
    const story = await happen(world, taps.recording)
    // Before the world ends: operators that see others leave take over their records, and learn more than before.
    taps.close()
    return story
  } finally {
    taps.close()
  }
}

async function happen(world: World, recording: Recording): Promise<Story> {
  const people = new Map<string, Peer>()
  const operators = [...world.operators.values()]
  const home = operators.find(({ domain }) => domain === HOME)
  if (home === undefined) throw new Error('Alice has no home')
  const { keys, holder, others } = await castSomebody(LOCAL, home, operators, 6)
  const [called = '', second = '', soughtAt = '', hostile = '', elsewhere = '', bystander = ''] = others
  const names = {
    bob: `bob-whom-she-calls@${called}`,
    dora: `dora-whom-she-looks-up@${soughtAt}`,
    eve: `eve-who-is-refused@${hostile}`,
    mallory: `mallory-the-passer-by@${hostile}`,
  }

  async function join(name: string, options: Partial<PeerOptions> = {}, given: { displayName?: string } = {}) {
    const ownKeys = name === ALICE ? keys : (await createKeys({ network: NETWORK })).keys
    const peer = await world.addPerson(name, ownKeys, options)
    people.set(name, peer)
    await world.as(name, async () => {
      await peer.register(name.split('@')[0] ?? '', given)
      await peer.ready()
    })
    return peer
  }

  // Who knows no second operator learns of one by chance; here everybody but Alice has the same.
  const operatorsOfOthers = [elsewhere]
  const bob = await join(names.bob, { operators: operatorsOfOthers })
  await join(names.dora)
  const accept: PeerOptions['accept'] = (caller) => isTrusted(caller) && caller.name?.text !== names.eve
  const alice = await join(ALICE, { operators: [second], accept }, { displayName: DISPLAY_NAME })
  await join(OLGA, { privacy: { directAddresses: 'everyone' } })
  const wilma = await join(WILMA, { operators: [second, holder] }, { displayName: WILMA_SHOWN })
  await world.as(WILMA, () => wilma.selfWatch.look())
  const ann = await world.addPerson(ANN, (await createKeys({ network: NETWORK })).keys, {
    operators: operatorsOfOthers,
  })
  people.set(ANN, ann)
  await world.as(ANN, () => ann.resolve(names.dora))
  const eve = await join(names.eve, { operators: operatorsOfOthers })
  const mallory = await join(names.mallory, { operators: operatorsOfOthers })

  await world.as(names.mallory, () => mallory.resolve(names.dora))
  await world.as(ALICE, () => alice.resolve(names.dora))
  await talk(world, alice, bob, names.bob)
  await world.as(names.eve, async () => {
    const contact = await eve.resolve(ALICE)
    if (contact === null) throw new Error('Eve did not find Alice')
    const isIn = await eve.connect(contact).then(
      () => true,
      () => false,
    )
    if (isIn) throw new Error('Eve was let in')
    await eve.resolve(OLGA)
  })
  await world.cutWebsite(soughtAt)
  const vera = await world.addPerson(VERA, (await createKeys({ network: NETWORK })).keys, {
    operators: operatorsOfOthers,
  })
  people.set(VERA, vera)
  await world.as(VERA, () => vera.resolve(names.dora))
  await world.readMetrics(HOME)
  return { recording, addresses: world.addresses, people, ...names, second, elsewhere, holder, bystander }
}

/** Says it over the relay, and then directly. */
async function talk(world: World, alice: Peer, bob: Peer, bobName: string): Promise<void> {
  const heard = Promise.withResolvers<void>()
  await bob.handle(
    APP,
    (stream) => {
      stream.addEventListener('message', () => heard.resolve())
    },
    { onRelay: true },
  )
  await world.as(ALICE, async () => {
    const contact = await alice.resolve(bobName)
    if (contact === null) throw new Error('Alice did not find Bob')
    const link = await alice.connect(contact)
    const stream = await link.openStream(APP, { onRelay: true })
    stream.send(Buffer.from(SAID))
    await heard.promise
    await link.direct
    await alice.chat.send(contact, SAID)
  })
}
