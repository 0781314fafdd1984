import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Connection } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { createChatPace, MESSAGES_AT_ONCE } from '../../src/peer/chat-pace.ts'
import { MAX_STRANGERS, MAX_STRANGERS_OF_GROUP, StrangerPlaces } from '../../src/peer/stranger-places.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'

const peer = (number: number) => peerIdFromRaw(new Uint8Array(32).fill(number))
const direct = (host: string) => ({ remoteAddr: multiaddr(`/${host.includes(':') ? 'ip6' : 'ip4'}/${host}/tcp/1`) })
const over = (relay: number, from: number) => ({
  remoteAddr: multiaddr(`/ip4/192.0.2.1/tcp/1/p2p/${peer(relay)}/p2p-circuit/p2p/${peer(from)}`),
})

/** Takes places until there is none; how many. */
function fill(places: StrangerPlaces, next: (index: number) => Pick<Connection, 'remoteAddr'>): number {
  let taken = 0
  while (places.take(next(taken)) !== null) taken++
  return taken
}

describe('places for strangers', () => {
  test('one relay, or one address, takes its share and leaves the rest', () => {
    const places = new StrangerPlaces(() => 0)
    assert.equal(
      fill(places, (index) => over(1, index + 10)),
      MAX_STRANGERS_OF_GROUP,
    )
    assert.ok(places.take(over(2, 10)), 'another relay')
    assert.equal(
      fill(places, () => direct('198.51.100.7')),
      MAX_STRANGERS_OF_GROUP,
    )
    assert.ok(places.take(direct('198.51.100.8')), 'another address')
    assert.equal(
      fill(places, (index) => direct(`203.0.113.${index}`)),
      MAX_STRANGERS - 2 * MAX_STRANGERS_OF_GROUP - 2,
    )
  })

  test('a /64 of IPv6 is one address, and IPv4 in IPv6 clothes is IPv4', () => {
    const places = new StrangerPlaces(() => 0)
    assert.equal(
      fill(places, (index) => direct(`2001:db8::${index.toString(16)}`)),
      MAX_STRANGERS_OF_GROUP,
    )
    assert.ok(places.take(direct('2001:db8:0:1::')))
    const mixed = fill(places, (index) => direct(index % 2 === 0 ? '198.51.100.7' : '::ffff:198.51.100.7'))
    assert.equal(mixed, MAX_STRANGERS_OF_GROUP)
  })

  test('come back when somebody leaves, once', () => {
    const places = new StrangerPlaces(() => 0)
    const leave = places.take(direct('198.51.100.7'))
    assert.ok(leave)
    fill(places, () => direct('198.51.100.7'))
    leave()
    leave()
    assert.equal(
      fill(places, () => direct('198.51.100.7')),
      1,
    )
  })

  test('are not given to a crowd that comes and goes', () => {
    let at = 0
    const places = new StrangerPlaces(() => at)
    const come = () => {
      const leave = places.take(over(1, 2))
      leave?.()
      return leave !== null
    }
    let came = 0
    while (come()) came++
    assert.equal(came, 60)
    assert.ok(places.take(over(2, 2)), 'over another relay')
    at = 500
    assert.ok(come())
    assert.ok(!come())
  })
})

describe('the pace of chat', () => {
  test('is nothing to notice for a person, and holds back a flood of one device', async () => {
    let at = 0
    const { pace } = createChatPace(() => at)
    const from = (number: number) => ({ remotePeer: peer(number) }) as Connection
    for (let count = 0; count < MESSAGES_AT_ONCE; count++) assert.equal(pace(from(1)), null)
    const startedAt = performance.now()
    await pace(from(1))
    assert.ok(performance.now() - startedAt >= 9, 'the tenth part of a tenth of a second')
    assert.equal(pace(from(2)), null)
    at = 1_000
    assert.equal(pace(from(1)), null)
  })
})
