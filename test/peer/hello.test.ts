import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Connection } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import { READ_TIMEOUT_MS, REFUSAL_STEP_MS } from '../../src/peer/answer-hello.ts'
import { callHello, type HelloPolicy } from '../../src/peer/hello.ts'
import { MAX_HELLO_BYTES, REFUSAL } from '../../src/peer/hello-messages.ts'
import type { VerifiedIdentity } from '../../src/records/verified-record.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { protocolIds } from '../../src/wire/protocols.ts'
import { contactOf, NETWORK, type Person, startPerson } from './connect-people.ts'
import { openFramed, startStock } from './host-stock.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)
const { hello } = protocolIds(NETWORK)

/** Somebody's connection to somebody, with nothing said on it. */
function open(from: Person, to: Person): Promise<Connection> {
  const [address] = to.host.services.paths.ownAddresses()
  assert.ok(address !== undefined)
  return from.host.services.paths.dial(address, AbortSignal.timeout(5_000))
}

function policyOf(
  identity: VerifiedIdentity,
  changes: Partial<Awaited<ReturnType<HelloPolicy['self']>>> = {},
): HelloPolicy {
  return {
    self: async () => ({
      identityRecord: identity.bytes,
      domainRecord: null,
      nameRecord: null,
      name: '',
      addresses: [],
      ...changes,
    }),
    check: async () => null,
    learn: () => {},
  }
}

describe('hello', () => {
  let alice: Person
  let bob: Person
  let carol: Person
  let isWelcome: (caller: VerifiedIdentity) => boolean

  before(async () => {
    isWelcome = () => true
    bob = await startPerson({ accept: (caller) => isWelcome(caller), tellsAddresses: true })
    alice = await startPerson({ tellsAddresses: true })
    carol = await startPerson()
  })
  after(() => Promise.all([alice.stop(), bob.stop(), carol.stop()]))

  const call = async (
    from: Person,
    to: Person,
    expected = contactOf(to.identity),
    policy = policyOf(from.identity),
  ) => {
    const connection = await open(from, to)
    try {
      const context = { libp2p: from.host, network: NETWORK, policy }
      return await callHello(connection, expected, context, AbortSignal.timeout(10_000))
    } finally {
      await connection.close()
    }
  }

  test('tells both sides who the other is and where it can be dialled', async () => {
    isWelcome = (caller) => equals(caller.payload.id, alice.identity.payload.id)
    const addresses = alice.host.services.paths.ownAddresses().map(({ bytes }) => bytes)
    const told = await call(alice, bob, undefined, policyOf(alice.identity, { addresses }))
    assert.ok(equals(told.identityRecord, bob.identity.bytes))
    assert.deepEqual(told.addresses.map(text), bob.host.services.paths.ownAddresses().map(String))
    const learnt = bob.learnt.at(-1)
    assert.deepEqual(learnt?.contact.id, alice.identity.payload.id)
    assert.deepEqual(learnt?.told.addresses.map(text), addresses.map(text))
  })

  test('says nothing to a device that the contact does not list', async () => {
    isWelcome = () => true
    const before = bob.learnt.length
    await assert.rejects(call(alice, bob, contactOf(carol.identity)), failsWith('DEVICE_NOT_LISTED'))
    assert.equal(bob.learnt.length, before)
  })

  test("refuses a caller that shows somebody else's identity", async () => {
    let asked = 0
    isWelcome = () => asked++ >= 0
    await assert.rejects(call(alice, bob, undefined, policyOf(carol.identity)), failsWith('REFUSED'))
    assert.equal(asked, 0, 'nobody was looked up for it')
  })

  test('throws away an answer with an identity that was not called', async () => {
    const impostor = await startPerson()
    const policy = policyOf(carol.identity)
    await impostor.connector.stop()
    const { answerHello } = await import('../../src/peer/answer-hello.ts')
    const accepting: HelloPolicy = { ...policy, check: async () => contactOf(alice.identity) }
    const stop = await answerHello({
      libp2p: impostor.host,
      network: NETWORK,
      policy: accepting,
      now: Date.now,
      onAccepted: () => {},
    })
    await assert.rejects(call(alice, impostor), failsWith('WRONG_ROUTING_KEY'))
    await stop()
    await impostor.stop()
  })

  test('only Ed25519: another key is neither called nor let in', async () => {
    const other = await generateKeyPair('secp256k1')
    const stock = await startStock(['/ip4/127.0.0.1/tcp/0'], other)
    const [address] = stock.getMultiaddrs()
    assert.ok(address !== undefined)
    await assert.rejects(
      alice.host.services.paths.dial(address, AbortSignal.timeout(2_000)),
      failsWith('WRONG_KEY_TYPE'),
    )
    await assert.rejects(
      stock.dial(bob.host.services.paths.ownAddresses()).then((connection) => connection.newStream(hello)),
    )
    await stock.stop()
  })

  describe('a refusal', () => {
    const cases: [string, () => Uint8Array][] = [
      ['somebody unwanted', () => request(alice.identity)],
      ["somebody else's identity", () => request(carol.identity)],
      ['no identity', () => HelloRequest.encode({})],
      [
        'a name that is too long',
        () => HelloRequest.encode({ identityRecord: alice.identity.bytes, name: 'x'.repeat(600) }),
      ],
      ['no protobuf', () => Uint8Array.of(0xff, 0xff, 0xff)],
    ]
    test('is the same for everybody', async () => {
      isWelcome = () => false
      await Promise.all(
        cases.map(async ([what, message]) => {
          const connection = await open(alice, bob)
          const closed = new Promise((resolve) => connection.addEventListener('close', resolve))
          const framed = await openFramed(connection, hello)
          const start = performance.now()
          await framed.write(message())
          assert.ok(equals(await framed.read(), REFUSAL), what)
          const tookMs = performance.now() - start
          assert.ok(tookMs > REFUSAL_STEP_MS - 50 && tookMs < REFUSAL_STEP_MS + 400, `${what}: ${tookMs} ms`)
          await closed
        }),
      )
    })

    test('leaves on a whole second, however long the policy thought', async () => {
      const slow = await startPerson({ checkDelayMs: 300, accept: () => false })
      const connection = await open(alice, slow)
      const framed = await openFramed(connection, hello)
      const start = performance.now()
      await framed.write(request(alice.identity))
      assert.ok(equals(await framed.read(), REFUSAL))
      const tookMs = performance.now() - start
      assert.ok(tookMs > REFUSAL_STEP_MS - 50 && tookMs < REFUSAL_STEP_MS + 400, `${tookMs} ms`)
      await slow.stop()
    })

    test('of one who says more than a hello may hold comes before any of it is read', async () => {
      const connection = await open(alice, bob)
      const framed = await openFramed(connection, hello)
      framed.stream.send(Uint8Array.of(0x80, 0x80, 0x80, 0x01))
      assert.ok(MAX_HELLO_BYTES < 2 ** 21)
      assert.ok(equals(await framed.read(READ_TIMEOUT_MS - 1_000), REFUSAL))
      await connection.close()
    })
  })
})

function request(identity: VerifiedIdentity): Uint8Array {
  return HelloRequest.encode({ identityRecord: identity.bytes })
}

function text(address: Uint8Array): string {
  return multiaddr(address).toString()
}
