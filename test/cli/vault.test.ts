// The vault from the command line: each command a process, against operators that are processes.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { decode } from 'multiformats/hashes/digest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { fileKeyStore } from '../../src/peer/key-store.node.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { Peer } from '../../src/peer/peer.ts'
import { NETWORK, startWorld, type World } from '../states/world.ts'
import { temporaryDirectory } from './command.ts'
import { commandsIn } from './commands-in-world.ts'

const NAME = 'alice@a.test'
const tmp = await temporaryDirectory()
const passphrase = 'for this test'
const env = { OPENPEER_PASSPHRASE: passphrase }
const desktop = join(tmp.path, 'desktop')
const laptop = join(tmp.path, 'laptop')
const wordsFile = join(tmp.path, 'words')
const recoveryFile = join(tmp.path, 'recovery')
let world: World
let id: string
let words: string

const { run, answer, fails } = commandsIn(() => world, env)

const restore = ['vault', 'restore', NAME, '--words-file', wordsFile]

const dataDir = () => join(world.federation.directory, 'operators', 'a.test', 'data')
const vaultFiles = async () => (await readdir(dataDir())).filter((file) => file.startsWith('vaults.sqlite'))
const textOf = ({ peerId }: { peerId: Uint8Array }) => String(peerIdFromMultihash(decode(peerId)))

/** The peer of a directory of the command line, in this process. */
async function peerOf(directory: string): Promise<Peer> {
  return createPeer({
    ...{ network: NETWORK, home: 'a.test', outside: world.outside, listen: ['/ip4/127.0.0.1/tcp/0'] },
    keyStore: fileKeyStore({ path: join(directory, 'keys.json'), passphrase }),
    privacy: { directAddresses: 'everyone', privateAddresses: true },
    accept: () => true,
  })
}

before(async () => {
  world = await startWorld(['a.test', 'b.test', 'c.test'])
})
after(async () => {
  await world?.[Symbol.asyncDispose]()
  await tmp.remove()
})

describe('openpeer vault', () => {
  it('make: wants a name; then shows six words, once', async () => {
    const [made] = await answer(EXIT.ok, desktop, 'id', 'create', '--home', 'a.test')
    id = String(made?.id)
    await writeFile(recoveryFile, String(made?.recoveryWords))
    await fails('NOT_REGISTERED', /register one first/, desktop, 'vault', 'make')
    assert.equal((await run(desktop, 'vault', 'show')).status, EXIT.absent)
    await answer(EXIT.ok, desktop, 'register', 'alice')
    const { out, status } = await run(desktop, 'vault', 'make')
    assert.equal(status, EXIT.ok, out)
    assert.match(out, /^ {2}([a-z]+ ){5}[a-z]+$/m)
    assert.match(out, /It is kept at a\.test/)
    const [again] = await answer(EXIT.ok, desktop, 'vault', 'make')
    words = String(again?.vaultWords)
    assert.deepEqual([again?.name, again?.homes, again?.missing], [NAME, ['a.test'], []])
    assert.ok(!out.includes(words))
    await writeFile(wordsFile, `${words}\n`)
  })

  it('show: where it is and that it is up to date, and never the words', async () => {
    const { out } = await run(desktop, 'vault', 'show')
    assert.match(out, /✓ a\.test {2}put /)
    const stored = await readFile(join(desktop, 'keys.json'), 'utf8')
    for (const word of [words, words.split(' ')[0] ?? '']) assert.ok(!`${out}${stored}`.includes(` ${word} `))
  })

  it('restore: says which word is none, and repeats no word', async () => {
    const misspelt = join(tmp.path, 'misspelt')
    const typed = ['qqwords', ...words.split(' ').slice(1)].reverse().join(' ')
    await writeFile(misspelt, typed)
    const said = await fails('INVALID_ARGUMENT', /number 6/, laptop, 'vault', 'restore', NAME, '--words-file', misspelt)
    assert.doesNotMatch(said, /qqwords/)
    await writeFile(misspelt, words.split(' ').slice(1).join(' '))
    await fails('INVALID_ARGUMENT', /there are 5/, laptop, 'vault', 'restore', NAME, '--words-file', misspelt)
    await fails('INVALID_ARGUMENT', /--words-file/, laptop, 'vault', 'restore', NAME)
    await fails('INVALID_NAME', /./, laptop, 'vault', 'restore', 'alice', '--words-file', wordsFile)
    assert.ok(!existsSync(laptop))
  })

  it('restore: other words and another name find nothing, and nothing is written', async () => {
    const other = join(tmp.path, 'other')
    await writeFile(other, words.replace(/\w+$/, words.endsWith('zoo') ? 'zone' : 'zoo'))
    const ended = await run(laptop, 'vault', 'restore', NAME, '--words-file', other)
    assert.equal(ended.status, EXIT.absent, ended.err)
    const [absent] = await answer(EXIT.absent, laptop, 'vault', 'restore', 'bob@a.test', '--words-file', wordsFile)
    assert.equal(absent?.found, false)
    assert.ok(!existsSync(laptop))
  })

  it('restore: with the name and the words alone, another publisher beside the first, and both can be called', async () => {
    const [made] = await answer(EXIT.ok, laptop, ...restore)
    assert.deepEqual([made?.id, made?.inForce, made?.home, made?.name], [id, true, 'a.test', NAME])
    assert.ok(
      String(made?.heardFrom)
        .split(',')
        .some((domain) => domain !== 'a.test'),
      'another operator was asked too',
    )
    await fails('INVALID_ARGUMENT', /--dir/, laptop, ...restore)
    await answer(EXIT.ok, laptop, 'register', 'alice')
    const callees = new Map<string, Peer>()
    const caller = await world.peer('b.test')
    try {
      for (const directory of [desktop, laptop]) {
        const peer = await peerOf(directory)
        callees.set(String(peer.peerId), peer)
        await peer.publish()
        await peer.ready()
      }
      const contact = await caller.resolve(NAME, { policy: 'quorum' })
      assert.equal(contact?.status, 'verified')
      const devices = contact?.identity.payload.devices ?? []
      assert.deepEqual(devices.map(textOf).sort(), [...callees.keys()].sort())
      assert.ok(devices.every(({ publisher }) => publisher))
      // Whichever answers is stopped: then the other one does.
      const answered = new Set<string>()
      for (let calls = 0; calls < 2; calls++) {
        const found = (await caller.resolve(NAME, { policy: 'quorum' })) ?? assert.fail('nobody there')
        const link = await caller.connect(found)
        answered.add(String(link.remotePeer))
        await callees.get(String(link.remotePeer))?.stop()
      }
      assert.deepEqual([...answered].sort(), [...callees.keys()].sort())
    } finally {
      await Promise.all([caller, ...callees.values()].map((peer) => peer.stop()))
    }
  })

  it('rotate: the vault has the new key, for the same words; a device left without the key gets it from there', async () => {
    for (const file of await vaultFiles()) await cp(join(dataDir(), file), join(tmp.path, 'old', file))
    const { out, status } = await run(laptop, 'id', 'rotate')
    assert.equal(status, EXIT.ok, out)
    assert.match(out, /Your vault has the new key/)
    const [before] = await answer(EXIT.ok, desktop, 'id', 'show')
    const [made] = await answer(EXIT.ok, desktop, ...restore)
    assert.deepEqual([made?.id, made?.inForce], [id, true])
    await answer(EXIT.ok, desktop, 'register', 'alice')
    const [now] = await answer(EXIT.ok, desktop, 'id', 'show')
    assert.equal(now?.device, before?.device, 'the same device, and a publisher again')
  })

  it('restore: a home that brings back the vault from before the rotation is noticed', async () => {
    await world.federation.operators.find(({ domain }) => domain === 'a.test')?.process.stop()
    for (const file of await vaultFiles()) await rm(join(dataDir(), file))
    await cp(join(tmp.path, 'old'), dataDir(), { recursive: true })
    await world.federation.restart('a.test')
    const phone = join(tmp.path, 'phone')
    await fails('KEY_CHANGED', /replaced since/, phone, ...restore)
    assert.ok(!existsSync(phone), 'nothing was saved')
    const [made] = await answer(EXIT.ok, phone, ...restore, '--for-recovery')
    assert.deepEqual([made?.id, made?.inForce], [id, false])
  })

  it('recover: the old words are given up at the homes', async () => {
    const { out, status } = await run(laptop, 'id', 'recover', '--words-file', recoveryFile)
    assert.equal(status, EXIT.ok, out)
    assert.match(out, /open nothing any more.*vault make/)
    await answer(EXIT.absent, join(tmp.path, 'x'), ...restore)
    assert.equal((await run(laptop, 'vault', 'show')).status, EXIT.absent)
  })

  it('remove: nothing is kept any more', async () => {
    const [made] = await answer(EXIT.ok, laptop, 'vault', 'make')
    await writeFile(wordsFile, String(made?.vaultWords))
    const [removed] = await answer(EXIT.ok, laptop, 'vault', 'remove')
    assert.deepEqual([removed?.homes, removed?.missing], [['a.test'], []])
    await answer(EXIT.absent, join(tmp.path, 'x'), ...restore)
  })
})
