import assert from 'node:assert/strict'
import { it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { PeerId, Stream } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { createRelayMeter, MAX_METERED_PAIRS } from '../../src/node/relay-meter.ts'
import { peerIdFromRaw } from '../../src/records/keys.ts'

/** As much of a stream as the meter touches. */
function fakeStream(): Stream {
  const target = Object.assign(new EventTarget(), { send: () => true })
  return target as unknown as Stream
}

function peer(number: number): PeerId {
  const raw = new Uint8Array(32)
  new DataView(raw.buffer).setUint32(0, number)
  return peerIdFromRaw(raw)
}

it('remembers a bounded number of pairs; the sum keeps what the forgotten ones carried', async () => {
  const meter = createRelayMeter()
  const caller = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
  for (let index = 0; index < MAX_METERED_PAIRS + 20; index++) {
    const stream = fakeStream()
    meter.count(stream, caller, peer(index))
    stream.send(new Uint8Array(10))
  }
  const { pairs, bytesTotal, circuits } = meter.counters()
  assert.equal(pairs.length, MAX_METERED_PAIRS)
  assert.equal(circuits, MAX_METERED_PAIRS + 20)
  assert.equal(bytesTotal, 10 * circuits)
  assert.ok(!pairs.some(({ a, b }) => [a, b].includes(String(peer(0)))), 'the one silent longest is forgotten')
})

it('counts a pair as one, whoever called', () => {
  const meter = createRelayMeter()
  meter.count(fakeStream(), peer(1), peer(2))
  meter.count(fakeStream(), peer(2), peer(1))
  assert.deepEqual(
    meter.counters().pairs.map(({ circuits }) => circuits),
    [2],
  )
})
