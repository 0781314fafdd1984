// Alice leaves her home, which is willing, hostile or dead. Five operators, each a process of its own.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Moved } from '../../src/peer/move-home.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { parseName } from '../../src/records/names.ts'
import { NETWORK, startWorld, type World } from '../states/world.ts'
import { askHolders, type Holders } from './holders.ts'
import { type HostileHome, turnHostile } from './hostile-home.ts'

const DOMAINS = ['alive.test', 'hostile.test', 'dead.test', 'b.test', 'c.test']

let world: World
let holders: Holders
let hostile: HostileHome | null = null
const people: Peer[] = []

/** A person whose keys and files stay, so that their program can be started again. */
async function person(home: string) {
  const keyStore = memoryKeyStore((await createKeys({ network: NETWORK })).keys)
  const storage = memoryStorage()
  return async (): Promise<Peer> => {
    const peer = await createPeer({
      ...{ network: NETWORK, home, outside: world.outside, listen: [], privacy: { privateAddresses: true } },
      ...{ keyStore, storage, operators: DOMAINS.filter((domain) => domain !== home) },
    })
    people.push(peer)
    return peer
  }
}

function heard(peer: Peer, text: string): Promise<void> {
  return new Promise((resolve) => {
    const off = peer.chat.onMessage((message) => {
      if (message.text !== text) return
      off()
      resolve()
    })
  })
}

before(async () => {
  world = await startWorld(DOMAINS)
  holders = await askHolders(world.federation, NETWORK)
})
after(async () => {
  await Promise.all(people.map((peer) => peer.stop()))
  await hostile?.[Symbol.asyncDispose]()
  await holders?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
})

const process = (domain: string) => world.federation.operators.find((one) => one.domain === domain)?.process

const variants: { old: string; turn: (name: string) => Promise<void>; outcome: string }[] = [
  { old: 'alive.test', turn: async () => {}, outcome: 'moved' },
  {
    old: 'hostile.test',
    turn: async (name) => {
      hostile = await turnHostile(world.federation, 'hostile.test', name)
    },
    outcome: 'refused',
  },
  { old: 'dead.test', turn: async () => void (await process('dead.test')?.kill()), outcome: 'unreachable' },
]

for (const { old, turn, outcome } of variants) {
  const local = old.split('.')[0] ?? ''
  const [oldName, newName] = [`${local}@${old}`, `${local}@c.test`]

  describe(`a move from ${old}`, () => {
    let startAlice: () => Promise<Peer>
    let alice: Peer
    let bob: Peer
    let moved: Moved

    test('Alice has a name there, and Bob pinned her and talks with her', async () => {
      startAlice = await person(old)
      alice = await startAlice()
      await alice.register(local, { displayName: 'Alice' })
      await alice.ready()
      bob = await (await person('b.test'))()
      await bob.register(`bob-${local}`)
      await bob.contacts.add(oldName, { petname: 'Al' })
      const first = heard(alice, 'hello')
      const link = await bob.connect('Al')
      const contact = (await bob.resolve('Al')) ?? assert.fail('nobody there')
      await bob.chat.send(contact, 'hello')
      await first
      // A relay that dies takes with it what has not left it yet.
      await link.direct
    })

    test('she moves: the same id, at home at c.test, and the open link stays', async () => {
      await turn(oldName)
      const [link] = bob.links()
      const id = alice.idText
      moved = await alice.move(newName)
      assert.deepEqual([alice.idText, alice.home, alice.name?.text], [id, 'c.test', newName])
      assert.deepEqual(
        moved.oldNames.map((one) => [one.name.text, one.outcome]),
        [[oldName, outcome]],
      )
      assert.ok(moved.holders >= moved.needed)
      await alice.ready()
      const held = (await holders.held('c.test', alice.id)) ?? assert.fail('nothing held')
      assert.deepEqual(held.payload.homes, ['c.test'])
      assert.ok(link?.isOpen)
      await link.probe()
    })

    test('Bob finds her by his pin, under the new name, verified', async () => {
      const byPetname = (await bob.resolve('Al', { policy: 'quorum' })) ?? assert.fail('nobody there')
      assert.deepEqual(
        [byPetname.idText, byPetname.name?.text, byPetname.status, byPetname.pinned],
        [alice.idText, newName, 'verified', true],
      )
      const byId = await bob.resolve(alice.idText, { policy: 'quorum' })
      assert.deepEqual([byId?.name?.text, byId?.status], [newName, 'verified'])
      const byOldName = await bob.resolve(oldName, { policy: 'quorum' })
      assert.deepEqual(
        [byOldName?.idText, byOldName?.status, byOldName?.name?.text, byOldName?.movedFrom?.text],
        [alice.idText, 'moved', newName, oldName],
      )
      const entry = (await bob.contacts.get('Al')) ?? assert.fail('no entry')
      assert.deepEqual([entry.name?.text, entry.status, entry.formerNames], [newName, 'verified', [oldName]])
    })

    test('what he writes while she is away reaches her at the new home, by what he knew before', async () => {
      await Promise.all(bob.links().map((link) => link.close()))
      await alice.stop()
      const stale = (await bob.resolve('Al', { policy: 'cache-only' })) ?? assert.fail('nobody there')
      const sent = bob.chat.send({ ...stale, locations: [], addresses: [] }, 'are you there?')
      // Her program was never told of the move: what she published says where her home is.
      alice = await startAlice()
      const told = heard(alice, 'are you there?')
      await alice.ready()
      assert.equal(alice.home, 'c.test')
      await told
      await sent
    })

    test('to do it again changes nothing, and asks the old home once more', async () => {
      const again = await alice.move(newName)
      assert.deepEqual(
        again.oldNames.map((one) => [one.name.text, one.outcome]),
        [[oldName, outcome]],
      )
      assert.deepEqual([alice.home, alice.name?.text], ['c.test', newName])
    })

    test('a stranger is led on by a willing home alone', async () => {
      const carol = await (await person('b.test'))()
      if (outcome === 'moved') {
        const found = await carol.resolve(oldName)
        assert.deepEqual([found?.status, found?.name?.text], ['moved', newName])
      } else {
        await assert.rejects(carol.resolve(oldName), { code: 'NAME_NOT_LISTED' })
      }
      assert.equal((await carol.resolve(newName))?.status, 'verified')
    })

    if (outcome !== 'moved') return
    test('her old name is given to somebody else: what is Alice’s stays with Alice', async () => {
      const stale = (await bob.resolve('Al', { policy: 'cache-only' })) ?? assert.fail('nobody there')
      await world.release(oldName)
      const mallory = await (await person(old))()
      await mallory.register(local)
      await mallory.ready()
      // She gave it up: nobody took anything from her.
      const taken = await bob.resolve(oldName, { policy: 'quorum' })
      assert.deepEqual([taken?.idText, taken?.status], [mallory.idText, 'verified'])
      for (const address of ['Al', alice.idText]) {
        const found = await bob.resolve(address, { policy: 'quorum' })
        assert.deepEqual([found?.idText, found?.name?.text, found?.status], [alice.idText, newName, 'verified'])
      }
      await Promise.all(bob.links().map((link) => link.close()))
      await alice.stop()
      // As in a program that has not looked since before the move: nobody is there, so it looks the name up again.
      const before = { ...stale, name: parseName(oldName) }
      await assert.rejects(bob.connect(before), { code: 'UNREACHABLE' })
      const sent = bob.chat.send(before, 'for you alone')
      alice = await startAlice()
      const told = heard(alice, 'for you alone')
      await alice.ready()
      await told
      await sent
    })
  })
}
