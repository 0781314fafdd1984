import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { OpenPeerError } from '../../src/errors.ts'
import { type Candidate, DAY_MS, type Door, MET, reason, recordOf, seatIn, withDoor } from './door.ts'
import { domainRecord } from './seats.ts'

describe('a seat', () => {
  async function admitted(door: Door, domain = 'a.test'): Promise<Candidate> {
    const candidate = await door.add(domain)
    await door.meet(candidate)
    assert.notEqual(seatIn(door, candidate), null)
    return candidate
  }
  async function daysLater(door: Door, days: number): Promise<void> {
    door.clock.now += days * DAY_MS
    door.admission.tick()
    await door.settle()
  }
  /** Its record lives a day: it shows a new one each time it is asked. */
  const renewing = (door: Door, candidate: Candidate) =>
    Object.assign(candidate, { show: () => recordOf(candidate, { seq: door.clock.now }) })

  test('is looked at again after a day, not before', () =>
    withDoor(async (door) => {
      const a = renewing(door, await admitted(door))
      await daysLater(door, 0.99)
      assert.equal(door.looked.length, 1)
      await daysLater(door, 0.01)
      assert.equal(door.looked.length, 2)
      assert.equal(seatIn(door, a)?.domain, 'a.test')
    }))

  const ends: [string, (door: Door, a: Candidate) => Promise<unknown>, string | null][] = [
    [
      'is lost when the website shows another key',
      async ({ sightings }) => sightings.set('a.test', { status: 'mismatch' }),
      'BINDING_MISMATCH',
    ],
    [
      'is lost when the key was not seen for 30 days',
      async ({ sightings }) => sightings.set('a.test', { status: 'unreachable' }),
      'BINDING_UNCONFIRMED',
    ],
    [
      'stays while the website is down',
      async ({ sightings }) => sightings.set('a.test', { status: 'remembered' }),
      null,
    ],
    [
      'stays when this node may not look now',
      async ({ sightings }) => sightings.set('a.test', new OpenPeerError('RATE_LIMITED', 'later', { retryAfterMs: 1 })),
      null,
    ],
    [
      'is lost when a newer record that others hold does not list the node',
      async (door, a) =>
        door.newest.set('a.test', await recordOf(a, { lists: false, seq: door.clock.now + DAY_MS + 1 })),
      'NOT_ADMITTED',
    ],
    [
      'is not lost to a newer record under another key, which anybody could sign',
      async (door, a) => {
        const forged = { ...a, key: await generateKeyPair('Ed25519') }
        door.newest.set('a.test', await recordOf(forged, { lists: false, seq: door.clock.now + DAY_MS + 1 }))
      },
      null,
    ],
    [
      'is lost when the record is over and the node is silent',
      async (_, a) => {
        const show = async () => {
          throw new OpenPeerError('TIMEOUT', 'no answer')
        }
        Object.assign(a, { show })
      },
      'RECORD_EXPIRED',
    ],
    [
      'is lost when the node no longer shows a record',
      async (_, a) => Object.assign(a, { show: async () => new Uint8Array() }),
      'NOT_ADMITTED',
    ],
  ]
  for (const [what, happen, code] of ends) {
    test(what, () =>
      withDoor(async (door) => {
        const a = renewing(door, await admitted(door))
        await happen(door, a)
        await daysLater(door, 1)
        assert.equal(reason(door, a), code)
        assert.equal(seatIn(door, a) === null, code !== null)
        assert.deepEqual(door.gone, code === null ? [] : [a.node.key])
      }),
    )
  }

  test('is lost at once when another node of the domain shows a newer record without it', () =>
    withDoor(async (door) => {
      const a = await admitted(door)
      const other = { ...(await door.add('a.test')), key: a.key }
      door.clock.now += 1_000
      door.admission.introduced(other.node, await recordOf(other, { seq: door.clock.now }), MET)
      await door.settle()
      assert.equal(seatIn(door, other)?.rank, 0)
      assert.equal(reason(door, a), 'NOT_ADMITTED')
      assert.deepEqual(door.gone, [a.node.key])
      // Its old record is still good, and no longer enough.
      door.clock.now += 3_600_000
      await door.meet(a)
      assert.equal(seatIn(door, a), null)
    }))

  test('takes the addresses of a newer record without a look; a changed domain key is looked at first', () =>
    withDoor(async (door) => {
      const a = await admitted(door)
      const moved = '/ip4/192.0.2.9/tcp/4002'
      const nodes = [{ peerId: a.node.peerId, addresses: [moved] }]
      door.admission.introduced(a.node, await domainRecord('a.test', a.key, nodes, { seq: door.clock.now + 1 }), MET)
      await door.settle()
      assert.deepEqual(door.table.find(a.node.key)?.multiaddrs.map(String), [moved])
      assert.equal(door.looked.length, 1)

      door.sightings.set('a.test', { status: 'mismatch' })
      const key = await generateKeyPair('Ed25519')
      door.admission.introduced(a.node, await domainRecord('a.test', key, nodes, { seq: door.clock.now + 2 }), MET)
      await door.settle()
      assert.equal(door.looked.length, 2)
      assert.deepEqual(door.admission.recordOf(a.node.key)?.payload.key, Uint8Array.from(a.key.publicKey.raw))
    }))

  test('is earned anew by a node that went away and came back', () =>
    withDoor(async (door) => {
      const a = await admitted(door)
      door.table.remove(a.node.key)
      await door.meet(a)
      assert.equal(seatIn(door, a)?.domain, 'a.test')
      door.table.remove(a.node.key)
      door.admission.tick()
      assert.deepEqual(door.gone, [a.node.key])
    }))
})
