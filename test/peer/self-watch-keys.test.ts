// What a peer hears of its own identity when somebody else has one of its keys.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { createRotation, createTombstone } from '../../src/records/create-key-event.ts'
import { deviceEntryOf, identityRecord, START } from './forge.ts'
import { NAME, startWatched, type Watched } from './watched.ts'

let watched: Watched
beforeEach(async () => {
  watched = await startWatched(['b'])
})
afterEach(() => watched[Symbol.asyncDispose]())

/** What b.test shows beside good domain and name records. */
async function lookAt(identity: Uint8Array) {
  const { b, watch, recordsAt, tell } = watched
  tell({ ...(await recordsAt(START)), identity }, [b])
  const { state, differences } = await watch.look()
  return { state, kinds: differences.map(({ kind }) => kind), text: differences.map(({ detail }) => detail).join(' ') }
}

describe('one whose keys somebody else has', () => {
  test('is told at once that the key was replaced', async () => {
    const { ann } = watched
    const newKey = await generateKeyPair('Ed25519')
    const log = await createRotation(ann.keys.keyLog, { currentKey: ann.keys.identityKey, newKey, time: START + 1 })
    const keyLog = log.map((event) => Uint8Array.from(event))
    const found = await lookAt(await identityRecord(ann, START + 1, { changes: { keyLog }, key: newKey }))
    assert.deepEqual([found.state, ...found.kinds], ['differs', 'key-log'])
    assert.match(found.text, /your key was replaced/)
  })

  test('is told that the identity was ended', async () => {
    const { ann } = watched
    const log = await createTombstone(ann.keys.keyLog, { recoveryKey: ann.recoveryKey, time: START + 1 })
    const ended = { keyLog: log.map((event) => Uint8Array.from(event)), homes: [], devices: [], listedNames: [] }
    const found = await lookAt(
      await identityRecord(ann, START + 1, { changes: { ...ended, expiresAt: 0 }, key: ann.recoveryKey }),
    )
    assert.deepEqual([found.state, ...found.kinds], ['differs', 'key-log'])
    assert.match(found.text, /ended for good/)
  })

  test('is told of a device that was added, and of a home', async () => {
    const { ann } = watched
    const thief = await deviceEntryOf(ann, await generateKeyPair('Ed25519'))
    const devices = [await deviceEntryOf(ann), thief]
    const found = await lookAt(await identityRecord(ann, START + 1, { changes: { devices, homes: ['c.test'] } }))
    assert.deepEqual([found.state, ...found.kinds], ['differs', 'changed'])
    assert.match(found.text, /1 more device, with the homes c\.test/)
  })

  test('hears of a newer record that says the same without alarm', async () => {
    assert.equal((await lookAt(await identityRecord(watched.ann, START + 1))).state, 'same')
    assert.equal(watched.own.named?.name.text, NAME)
  })
})
