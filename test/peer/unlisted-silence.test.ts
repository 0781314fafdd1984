import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Connection } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { openProtocols, SIGNALING_PROTOCOL, STOP_PROTOCOL } from '../../src/peer/before-hello.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { protocolIds } from '../../src/wire/protocols.ts'
import { until } from '../node/until.ts'
import { contactAt, NETWORK, type Person, type Relay, startPerson, startRelay } from './connect-people.ts'
import { askIdentify, openFramed, type StockHost, startStock } from './host-stock.ts'

const { hello } = protocolIds(NETWORK)

describe('what a stranger sees of an unlisted device', () => {
  let relay: Relay
  let stranger: StockHost
  let caller: Person
  let hidden: Person
  let address: Multiaddr

  before(async () => {
    relay = await startRelay()
    hidden = await startPerson({ relays: [relay], silent: true, accept: () => false })
    caller = await startPerson({ relays: [relay] })
    stranger = await startStock()
    address = hidden.keeper.addresses()[0] as Multiaddr
  })
  after(() => Promise.all([stranger.stop(), caller.stop(), hidden.stop(), relay.stop()]))

  /** All that comes on the hello stream, until the connection is gone. */
  async function say(message: Uint8Array, through: () => Multiaddr): Promise<{ bytes: number; seconds: number }> {
    const connection = await stranger.dial(through())
    const gone = new Promise((resolve) => connection.addEventListener('close', resolve))
    const { stream } = await openFramed(connection, hello)
    let bytes = 0
    stream.addEventListener('message', ({ data }) => {
      bytes += data.byteLength
    })
    const start = performance.now()
    stream.send(Uint8Array.from([...varint(message.byteLength), ...message]))
    await gone
    return { bytes, seconds: (performance.now() - start) / 1_000 }
  }

  const messages = (): [string, Uint8Array][] => [
    ['a good record of somebody not invited', HelloRequest.encode({ identityRecord: caller.identity.bytes })],
    [
      'a capability that there is not',
      HelloRequest.encode({ capability: new Uint8Array(32), mac: new Uint8Array(32) }),
    ],
    ['nothing', HelloRequest.encode({})],
    ['noise', Uint8Array.of(255, 1, 2, 3)],
  ]

  for (const [way, through] of [
    ['relay', () => address],
    ['TCP', () => hidden.host.services.paths.ownAddresses()[0] as Multiaddr],
  ] as const) {
    it(`by ${way}: the connection ends without a byte, whatever was said, at the same steps of time`, async () => {
      for (const [what, message] of messages()) {
        const { bytes, seconds } = await say(message, through)
        assert.equal(bytes, 0, what)
        assert.ok(seconds > 0.9 && seconds < 2.5, `${what}: after ${seconds} s`)
      }
    })
  }

  it('identify is not answered, and no protocol but hello and held signalling is there', async () => {
    const connection = await stranger.dial(address)
    await assert.rejects(askIdentify(stranger, connection), { name: 'UnsupportedProtocolError' })
    for (const protocol of [...openProtocols(hello), '/ipfs/ping/1.0.0']) {
      const isThere = protocol === hello || protocol === SIGNALING_PROTOCOL
      const opened = connection.newStream(protocol, { runOnLimitedConnection: true })
      const outcome = await opened.then(
        (stream) => stream.abort(new Error('enough')) ?? 'there',
        ({ name }: Error) => name,
      )
      assert.equal(outcome, isThere ? 'there' : 'UnsupportedProtocolError', protocol)
    }
    await connection.close()
  })

  it('its relay still learns what it needs: that it speaks the stop protocol', async () => {
    const [toHidden] = relay.getConnections(hidden.peerId) as [Connection]
    const { protocols } = await relay.services.identify.identify(toHidden)
    assert.ok(protocols.includes(STOP_PROTOCOL))
  })

  it('to a caller it is unreachable, as one who has no slot, and one who has just gone', async () => {
    const outcomeOf = async (person: Person, at: Multiaddr) => {
      const contact = await contactAt(person, { relay: [at] })
      return caller.connector.connect(contact, { accept: true }).then(
        () => 'connected',
        ({ code }: { code: string }) => code,
      )
    }
    const nobody = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
    const [relayAddress] = relay.getMultiaddrs()
    const gone = await startPerson({ relays: [relay] })
    const [goneAt] = gone.keeper.addresses() as [Multiaddr]
    await gone.stop()
    await until('the relay knows', () => relay.getConnections(gone.peerId).length === 0)
    assert.equal(await outcomeOf(hidden, address), 'UNREACHABLE')
    assert.equal(await outcomeOf(gone, goneAt), 'UNREACHABLE')
    await assert.rejects(stranger.dial(multiaddr(`${relayAddress}/p2p-circuit/p2p/${nobody}`)))
  })
})

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]
}
