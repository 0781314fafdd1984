import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { type ErrorCode, isOpenPeerError } from '../../src/errors.ts'
import type { LoggedMessage } from '../../src/peer/chat-log.ts'
import { MAX_TEXT_BYTES } from '../../src/peer/chat-message.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { call } from '../../src/wire/call.ts'
import { openChannel } from '../../src/wire/channel.ts'
import { chat as methods } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { until } from '../node/until.ts'
import { type Chatter, numbered, startChatter } from './chat-people.ts'
import { contactOf, NETWORK } from './connect-people.ts'

const failsWith = (code: ErrorCode) => (error: unknown) => isOpenPeerError(error, code)
const texts = ({ received }: Chatter) => received.map(({ text }) => text)

/** A contact to be reached straight. */
const contactFor = (person: Chatter) =>
  contactOf(person.identity, { addresses: person.host.services.paths.ownAddresses().map(({ bytes }) => bytes) })

describe('chat', () => {
  let alice: Chatter
  let bob: Chatter
  before(async () => {
    ;[alice, bob] = await Promise.all([startChatter(), startChatter()])
  })
  after(() => Promise.all([alice.stop(), bob.stop()]))

  test('a receipt means that the message is on the other disk, and both keep it', async () => {
    const receipt = await alice.chat.send(contactFor(bob), 'hello Bob')
    assert.deepEqual(texts(bob), ['hello Bob'])
    const [message] = bob.received
    assert.equal(message?.number, receipt.number)
    assert.equal(message?.receivedAt, receipt.receivedAt)
    assert.deepEqual(message?.from.id, alice.identity.payload.id)
    await bob.chat.send(contactOf(alice.identity), 'hello Alice')
    assert.deepEqual(texts(alice), ['hello Alice'])
    for (const [person, other] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const log: LoggedMessage[] = []
      for await (const message of person.chat.history(contactOf(other.identity))) log.push(message)
      assert.deepEqual(log.map(({ text }) => text).sort(), ['hello Alice', 'hello Bob'])
      assert.equal(log.find(({ text }) => text.endsWith('Bob'))?.direction, person === alice ? 'sent' : 'received')
    }
    assert.equal(alice.chat.pending(contactOf(bob.identity)), 0)
  })

  test('many at once arrive in order', async () => {
    const all = numbered(200)
    bob.received.length = 0
    const receipts = await Promise.all(all.map((text) => alice.chat.send(contactFor(bob), text)))
    assert.deepEqual(texts(bob), all)
    assert.equal(new Set(receipts.map(({ number }) => number)).size, all.length)
  })

  test('texts have limits', async () => {
    await assert.rejects(alice.chat.send(contactFor(bob), ''), failsWith('INVALID_ARGUMENT'))
    await assert.rejects(
      alice.chat.send(contactFor(bob), 'é'.repeat(MAX_TEXT_BYTES / 2 + 1)),
      failsWith('INVALID_ARGUMENT'),
    )
    await alice.chat.send(contactFor(bob), 'é'.repeat(MAX_TEXT_BYTES / 2))
    assert.equal(bob.received.at(-1)?.text.length, MAX_TEXT_BYTES / 2)
  })

  test('an unverified contact is not written to, and nothing is kept to be sent later', async () => {
    const carol = await startChatter()
    const contact = { ...contactFor(carol), status: 'mismatch' as const }
    await assert.rejects(alice.chat.send(contact, 'hello?'), failsWith('BINDING_MISMATCH'))
    assert.equal(alice.chat.pending(contact), 0)
    await carol.stop()
  })

  test('ending the wait does not end the delivery', async () => {
    const caller = new AbortController()
    bob.received.length = 0
    const sent = alice.chat.send(contactFor(bob), 'on its way', { signal: caller.signal })
    caller.abort()
    await assert.rejects(sent, failsWith('ABORTED'))
    await until('it arrived', () => texts(bob).includes('on its way'))
  })

  test('what another implementation sends is checked again', async () => {
    const link = await alice.connector.connect(contactFor(bob))
    const send = async (message: { conversation?: Uint8Array; number: number; text: string }) => {
      const channel = openChannel(await link.openStream(protocolIds(NETWORK).chat, { onRelay: true }))
      await call(channel, methods.message, message as never)
    }
    bob.received.length = 0
    await assert.rejects(send({ number: 1, text: 'without a conversation' }))
    await assert.rejects(send({ conversation: new Uint8Array(32), number: 1, text: 'of another' }))
    assert.deepEqual(texts(bob), [])
  })

  test('a handler that throws undoes nothing', async () => {
    const warned = once(process, 'warning')
    const end = bob.chat.onMessage(() => {
      throw new Error('the app has a bug')
    })
    await alice.chat.send(contactFor(bob), 'once')
    const [warning] = (await warned) as [Error & { code?: string; detail?: string }]
    end()
    assert.equal(warning.code, 'HANDLER_FAILED')
    assert.match(warning.detail ?? '', /the app has a bug/)
    assert.equal(texts(bob).filter((text) => text === 'once').length, 1)
  })
})

test('after a message could not be stored, the ones behind it wait, and all arrive in order', async () => {
  const disk = memoryStorage()
  let failures = 0
  const failing: PeerStorage = {
    ...disk,
    put: async (key, value) => {
      if (key.startsWith('chat/new/') && new TextDecoder().decode(value).includes('message 7') && failures++ < 2) {
        throw new Error('the disk is full')
      }
      await disk.put(key, value)
    },
  }
  const [alice, bob] = await Promise.all([startChatter(), startChatter({ storage: failing })])
  const all = numbered(20)
  await Promise.all(all.map((text) => alice.chat.send(contactFor(bob), text)))
  assert.deepEqual(texts(bob), all)
  assert.equal(failures, 3)
  await Promise.all([alice.stop(), bob.stop()])
})
