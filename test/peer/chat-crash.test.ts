// Messages that were stored and not handed to the app when the program ended.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LoggedMessage } from '../../src/peer/chat-log.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { until } from '../node/until.ts'
import { type Chatter, numbered, startChatter } from './chat-people.ts'
import { contactOf } from './connect-people.ts'

const texts = ({ received }: Chatter) => received.map(({ text }) => text)
const contactFor = (person: Chatter) =>
  contactOf(person.identity, { addresses: person.host.services.paths.ownAddresses().map(({ bytes }) => bytes) })

async function log(person: Chatter, other: Chatter): Promise<string[]> {
  const found: LoggedMessage[] = []
  for await (const message of person.chat.history(contactOf(other.identity))) found.push(message)
  return found.map(({ direction, text }) => `${direction}: ${text}`)
}

describe('a message that was acknowledged', () => {
  test('is handed on at the next start when the program ended before it was, once, and is in the history all the time', async () => {
    const storage = memoryStorage()
    const alice = await startChatter()
    const before = await startChatter({ storage, listens: false })
    const all = numbered(5)
    for (const text of all) await alice.chat.send(contactFor(before), text)
    assert.deepEqual(
      await log(before, alice),
      all.map((text) => `received: ${text}`),
    )
    await before.stop()

    const find = () => contactOf(alice.identity)
    const after = await startChatter({ storage, keys: before.keys, find })
    assert.deepEqual(texts(after), all)
    assert.deepEqual(after.received[0]?.from.id, alice.identity.payload.id)
    await alice.chat.send(contactFor(after), 'one more')
    await until('all is told apart', async () => texts(after).length === 6)
    await after.stop()

    const last = await startChatter({ storage, keys: before.keys, find })
    assert.deepEqual(texts(last), [])
    assert.deepEqual(
      await log(last, alice),
      [...all, 'one more'].map((text) => `received: ${text}`),
    )
    await Promise.all([last.stop(), alice.stop()])
  })

  test('comes again rather than not at all when it could not be noted that it was handed on', async () => {
    const disk = memoryStorage()
    const dying: PeerStorage = { ...disk, delete: () => Promise.reject(new Error('the machine went down')) }
    const alice = await startChatter()
    const before = await startChatter({ storage: dying })
    await alice.chat.send(contactFor(before), 'hello')
    assert.deepEqual(texts(before), ['hello'])
    await before.stop()
    const after = await startChatter({ storage: disk, keys: before.keys, find: () => contactOf(alice.identity) })
    assert.deepEqual(texts(after), ['hello'])
    assert.deepEqual(await log(after, alice), ['received: hello'])
    await Promise.all([after.stop(), alice.stop()])
  })

  test('of somebody who was forgotten meanwhile stays in the history alone', async () => {
    const storage = memoryStorage()
    const alice = await startChatter()
    const before = await startChatter({ storage, listens: false })
    await alice.chat.send(contactFor(before), 'hello')
    await before.stop()
    const after = await startChatter({ storage, keys: before.keys })
    assert.deepEqual(texts(after), [])
    assert.deepEqual(await log(after, alice), ['received: hello'])
    await Promise.all([after.stop(), alice.stop()])
  })
})
