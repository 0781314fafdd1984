// A home that lies alone, beside honest operators that it does not control: on a first contact, which has nothing to compare with.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import type { Contact } from '../../src/peer/contact.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import { sealWitness } from '../../src/records/witness-statement.ts'
import { createTestnet, type Testnet } from '../../src/testnet/testnet.ts'
import { bundle, type Directory, startDirectory } from '../peer/directory.ts'
import { domainRecord, identityRecord, NETWORK, nameRecord, newDomain, newPerson, rawOf } from '../peer/forge.ts'

const BOB = 'bob@b.test'
let net: Testnet
let home: Directory
let silent: string[]
let mallory: Uint8Array

before(async () => {
  net = await createTestnet({ operators: ['a.test', 'b.test', 'c.test', 'd.test', 'e.test'], peers: [BOB] })
})
after(() => net.stop())
beforeEach(async () => {
  silent = []
  home = await startDirectory('liar.test', Date.now())
  // Records under a key of its own: in order in themselves, only not those of b.test.
  const forged = await newDomain('b.test')
  const person = await newPerson('b.test', [BOB], Date.now())
  mallory = person.id
  const now = Date.now()
  const lies = bundle({
    domain: await domainRecord(forged, now),
    name: await nameRecord(forged, BOB, person.id, now),
    identity: await identityRecord(person, now),
  })
  home.answers.resolve = () => lies
  const said = { witness: 'liar.test', domain: 'b.test', key: rawOf(forged.key), website: true, dns: true, seenAt: now }
  home.answers.witness = async () => ({ statements: [await sealWitness(said, home.owner.key, NETWORK)] })
  const itself = { peerId: home.host.peerId.toMultihash().bytes, multiaddrs: [], domainRecord: home.record }
  const seat = { ...itself, peerId: Uint8Array.from(itself.peerId), domainRecord: Uint8Array.from(home.record) }
  home.answers.holders = () => ({ nodes: [seat] })
})
afterEach(() => home[Symbol.asyncDispose]())

/** What the seeker sees: the testnet's websites, but for those that are down. */
function outside(): Outside {
  const isSilent = (domain: string) => silent.includes(domain)
  return {
    canResolveDns: true,
    async fetchText(url, options) {
      if (isSilent(new URL(url).hostname)) throw new OpenPeerError('FETCH_FAILED', `${url} was not reached.`)
      return net.outside.fetchText(url, options)
    },
    async resolveTxt(name, options) {
      if (isSilent(name.replace('_openpeer.', ''))) throw new OpenPeerError('UNREACHABLE', 'No answer.')
      return net.outside.resolveTxt(name, options)
    },
  }
}

/** Looks bob up as somebody whose home is the liar, and who knows no one yet. */
async function look(operators: string[]): Promise<Contact | null> {
  const { keys } = await createKeys({ network: NETWORK })
  const seeker = await createPeer({
    network: NETWORK,
    home: 'liar.test',
    homeAddresses: home.addresses,
    operators,
    keyStore: memoryKeyStore(keys),
    outside: outside(),
    listen: [],
    privacy: { privateAddresses: true },
  })
  try {
    return await seeker.resolve(BOB)
  } finally {
    await seeker.stop()
  }
}

const bobsId = () => net.peers[0]?.idText

describe('a home that shows a forged domain and name', () => {
  it('is found out by one honest operator, and the right person is verified', async () => {
    const contact = await look(['a.test'])
    assert.deepEqual([contact?.idText, contact?.status], [bobsId(), 'verified'])
    assert.match(contact?.checks.find(({ name }) => name === 'website')?.detail ?? '', /passed over/)
  })

  it('is found out by the website where nobody else can be asked', async () => {
    const contact = await look([])
    assert.deepEqual([contact?.id, contact?.status], [mallory, 'mismatch'])
  })

  it('is found out by witnesses where the website is down', async () => {
    silent = ['b.test']
    const contact = await look(['a.test'])
    assert.deepEqual([contact?.idText, contact?.status], [bobsId(), 'witnessed'])
  })

  it('makes nothing witnessed where nobody else can be asked and the website is down', async () => {
    silent = ['b.test']
    const contact = await look([])
    assert.deepEqual([contact?.id, contact?.status], [mallory, 'name-unconfirmed'])
  })
})

describe('a home that keeps silent about somebody', () => {
  it('hides nobody from who asks one honest operator as well', async () => {
    home.answers.resolve = () => ({ source: 'own', answers: 1, needed: 1 })
    const contact = await look(['a.test'])
    assert.deepEqual([contact?.idText, contact?.status], [bobsId(), 'verified'])
  })
})
