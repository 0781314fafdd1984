import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { isOpenPeerError } from '../../src/errors.ts'
import { RECORD_LIMITS } from '../../src/records/kinds.ts'
import { hideMovedTo, MOVED_TO_BYTES, movedToOf } from '../../src/records/moved-to.ts'
import { parseName } from '../../src/records/names.ts'
import { nameHash, nameRoutingKey } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { openRecord } from '../../src/records/validate.ts'
import type { VerifiedName } from '../../src/records/verified-record.ts'
import { filled, longName, PAYLOADS } from './fixtures.ts'

/** The longest name that a network may have. */
const NETWORK = 'n'.repeat(32)
const BOB = parseName('bob@b.example')
const key = await generateKeyPair('Ed25519')
const domainKey = key.publicKey.raw

/** Bob's name record, which says `movedTo`, at a time so late that its varints are as long as they get. */
async function recordThatSays(movedTo: Uint8Array<ArrayBuffer>, seq = 2 ** 53 - 2): Promise<VerifiedName> {
  const times = { seq, expiresAt: seq + 1, since: seq }
  const payload = { ...PAYLOADS.name, nameHash: nameHash(BOB.local), ...times, previousId: filled(0xff), movedTo }
  const bytes = await sealRecord('name', payload, key, NETWORK)
  return (await openRecord(bytes, nameRoutingKey(NETWORK, domainKey, BOB.local), { network: NETWORK })) as VerifiedName
}

describe('where a name record says that its holder moved', () => {
  const seq = 2 ** 53 - 2
  const from = { local: BOB.local, domainKey, seq }

  it('is read by who knows the name, and there is room for it beside all else', async () => {
    for (const to of [parseName('bob@c.example'), parseName(longName(MOVED_TO_BYTES))]) {
      const record = await recordThatSays(hideMovedTo(to, from))
      assert.ok(record.bytes.byteLength <= RECORD_LIMITS.name.maxBytes, `${record.bytes.byteLength} bytes`)
      assert.deepEqual(movedToOf(record, BOB), to)
    }
  })

  it('is not to be read off the record, nor told from its size, nor from that of another time', async () => {
    const to = parseName('bob@c.example')
    const [once, again, other] = [
      hideMovedTo(to, from),
      hideMovedTo(to, { ...from, seq: seq - 1 }),
      hideMovedTo(parseName(longName(150)), from),
    ]
    assert.deepEqual([once.length, other.length], [MOVED_TO_BYTES, MOVED_TO_BYTES])
    assert.notDeepEqual(once, again)
    assert.doesNotMatch(Buffer.from((await recordThatSays(once)).bytes).toString('latin1'), /bob|c\.example/)
    const record = await recordThatSays(once)
    assert.throws(() => movedToOf(record, parseName('alice@b.example')), { code: 'RECORD_MALFORMED' })
  })

  it('is refused where it is no name in its canonical form, and where it is too long to be said', async () => {
    for (const text of ['Bob@c.example', 'bob', 'identity://c.example/bob', '']) {
      const record = await recordThatSays(hideMovedTo({ ...BOB, text }, from))
      assert.throws(() => movedToOf(record, BOB), { code: 'RECORD_MALFORMED' }, text)
    }
    const tooLong = parseName(longName(MOVED_TO_BYTES + 1))
    assert.throws(
      () => hideMovedTo(tooLong, from),
      (error) => isOpenPeerError(error, 'LIMIT_EXCEEDED'),
    )
  })

  it('is nothing in all other records', async () => {
    assert.equal(movedToOf({ payload: PAYLOADS.name } as unknown as VerifiedName, BOB), null)
  })
})
