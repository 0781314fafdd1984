// What an operator that holds records of other domains' people has on its disk. docs/threat-model.md, "Unlisted".
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { parseInvitation } from '../../src/records/invitation.ts'
import { replay } from '../../src/records/key-log.ts'
import { peerIdBytesFromRaw } from '../../src/records/keys.ts'
import type { OpenedEnvelope } from '../../src/records/open-envelope.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { startFederation } from '../peer/federation.ts'
import { type DiskPart, type FoundRecord, walkDisk } from './disk-walk.ts'
import { contains, spellings, textSpellings } from './needles.ts'

const HOLDER = 'c.test'
const HOME = 'b.test'
const INVITATIONS = 4

type Needles = Record<string, Uint8Array[]>

describe('the disk of a holder', () => {
  let parts: DiskPart[]
  let records: FoundRecord[]
  let hidden: Needles
  let sealed: OpenedEnvelope<'sealed'>['payload'][]

  before(async () => {
    const federation = await startFederation(['a.test', HOME, HOLDER, 'd.test'], { onDisk: true })
    try {
      const paula = await federation.startNamed('profiled-paula@a.test')
      await paula.profile.set({ displayName: 'Paula Plainly', showName: true })
      const quentin = await federation.startNamed('quiet-quentin@a.test')
      const gone = await federation.startNamed('retired-rita@a.test')
      await gone.profile.set({ displayName: 'Rita Retired', showName: true })
      await gone.profile.remove()

      const { keys } = await createKeys({ network: 'test' })
      const privacy = { privateAddresses: true, unlisted: true }
      const unlisted = await federation.startPeer(HOME, { keyStore: memoryKeyStore(keys), privacy })
      await unlisted.profile.set({ displayName: 'Hilda Hidden' })
      await unlisted.ready()
      const invitations = []
      for (let n = 1; n <= INVITATIONS; n++) {
        const made = await unlisted.invitations.create({ label: `the friend ${n}` })
        assert.ok(made.published)
        invitations.push(parseInvitation(made.uri))
      }

      // The holder's own guest looks everybody up, so that whatever asking leaves behind is there too.
      const guest = await federation.startPeer(HOLDER)
      for (const name of ['profiled-paula@a.test', 'quiet-quentin@a.test']) assert.ok(await guest.resolve(name))
      await (await guest.connect(unlisted.invitations.list()[0]?.uri ?? '')).close()
      assert.equal(await guest.resolve(quentin.idText).then((contact) => contact?.idText), quentin.idText)

      const { id, signingKey } = await replay(keys.keyLog)
      hidden = {
        id: spellings(id),
        'routing key': spellings(identityRoutingKey('test', id)),
        'identity key': spellings(signingKey),
        'peer id': spellings(peerIdBytesFromRaw(keys.deviceKey.publicKey.raw)),
        'device key': spellings(keys.deviceKey.publicKey.raw),
        'sealing key': spellings(keys.sealingKey.publicKey),
        'display name': textSpellings('Hilda Hidden'),
        label: textSpellings('the friend'),
        ...Object.fromEntries(invitations.map(({ readSecret }, n) => [`read secret ${n + 1}`, spellings(readSecret)])),
      }
      const directory = federation.nodes.dataDirOf(HOLDER)
      for (const node of [...federation.nodes.all]) await federation.nodes.stop(node.domain)
      ;({ parts, records } = await walkDisk(directory, 'test'))
      sealed = records.flatMap(({ opened }) => (opened.kind === 'sealed' ? [opened.payload] : []))
    } finally {
      await federation[Symbol.asyncDispose]()
    }
  })
  after(() => {
    parts = []
  })

  const placesOf = (needles: Uint8Array[]) =>
    parts.filter(({ bytes }) => contains(bytes, needles)).map(({ where }) => where)

  it('has what somebody with a profile published: this walk would find what it looks for', () => {
    for (const text of ['profiled-paula@a.test', 'profiled-paula', 'Paula Plainly']) {
      const places = placesOf(textSpellings(text))
      assert.ok(places.includes('a identity record'), `${text} is in the records: ${places}`)
      assert.ok(
        places.some((place) => place.startsWith('records/')),
        `${text} is in the files: ${places}`,
      )
    }
  })

  it('has no name of somebody who published no profile, and none in force of one who took it back', () => {
    for (const text of ['quiet-quentin', 'quiet-quentin@a.test'])
      assert.deepEqual(placesOf(textSpellings(text)), [], text)
    const held = placesOf(textSpellings('retired-rita')).filter((place) => place.endsWith('record'))
    assert.deepEqual(held, [], 'the version that is held; older ones may lie in files until LevelDB writes these anew')
  })

  it('has nothing of an unlisted identity', () => {
    for (const [what, needles] of Object.entries(hidden)) assert.deepEqual(placesOf(needles), [], what)
  })

  it('has its home nowhere but in that domain’s own record, and as who brought something', () => {
    const brought = records.filter(({ account }) => account === HOME).map(({ opened }) => opened.kind)
    assert.deepEqual(new Set(brought), new Set(['domain', 'sealed']))
    const naming = records
      .filter(({ opened }) => contains(opened.bytes, textSpellings(HOME)))
      .map(({ opened }) => opened.kind)
    assert.deepEqual(new Set(naming), new Set(['domain']))
  })

  it('has its sealed records, and in no two of them a field that is the same', () => {
    assert.equal(sealed.length, INVITATIONS)
    const fields = {
      capability: sealed.map(({ capability }) => Buffer.from(capability).toString('hex')),
      nonce: sealed.map(({ nonce }) => Buffer.from(nonce).toString('hex')),
      seq: sealed.map(({ seq }) => seq),
      expiresAt: sealed.map(({ expiresAt }) => expiresAt),
      lifetime: sealed.map(({ seq, expiresAt }) => expiresAt - seq),
      ciphertext: sealed.map(({ ciphertext }) => Buffer.from(ciphertext.subarray(0, 16)).toString('hex')),
    }
    for (const [field, values] of Object.entries(fields))
      assert.equal(new Set<unknown>(values).size, INVITATIONS, field)
    const times = [...fields.seq].sort((a, b) => a - b)
    for (const [at, time] of times.entries()) {
      assert.ok(at === 0 || time - (times[at - 1] ?? 0) > 50, 'made within a second or two, and signed at times apart')
    }
  })

  it('shares no run of bytes between two sealed records but what all records of the kind have', () => {
    const [first, second] = sealed
    assert.ok(first !== undefined && second !== undefined)
    const of = ({ ciphertext, nonce, capability }: typeof first) => Buffer.concat([capability, nonce, ciphertext])
    const [one, other] = [of(first), of(second)]
    for (let at = 0; at + 5 <= one.length; at++) assert.ok(!other.includes(one.subarray(at, at + 5)), `at ${at}`)
  })
})
