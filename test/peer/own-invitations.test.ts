import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { OpenPeerError } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PeerKeys } from '../../src/peer/key-store.ts'
import type { Operators } from '../../src/peer/operators.ts'
import { ownCapability } from '../../src/peer/own-capability.ts'
import { type OwnInvitations, openInvitations, SPREAD_MS } from '../../src/peer/own-invitations.ts'
import { type OwnRecords, openOwnRecords } from '../../src/peer/own-records.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { type Invitation, parseInvitation } from '../../src/records/invitation.ts'
import { openSealed } from '../../src/records/sealed-record.ts'
import { validateDomain, validateSealed } from '../../src/records/validate.ts'
import type { VerifiedSealed } from '../../src/records/verified-record.ts'
import { until } from '../node/until.ts'
import { result } from './directory.ts'
import { DAY_MS, domainRecord, NETWORK, newDomain, START } from './forge.ts'
import { HandTimers } from './hand-timers.ts'

const LIFETIME_MS = 90 * DAY_MS
const domain = await newDomain('a.test')
const home = await validateDomain(await domainRecord(domain, START), 'a.test', { network: NETWORK, now: START })

describe('invitations of an unlisted identity', () => {
  let keys: PeerKeys
  let own: OwnRecords
  let storage: PeerStorage
  let timers: HandTimers
  let now: number
  let isLocated: boolean
  let isHomeUp: boolean
  /** What was sent, to whom. */
  let sent: { to: string; envelope: Uint8Array }[]

  beforeEach(async () => {
    keys = (await createKeys({ network: NETWORK, now: () => START })).keys
    own = await openOwnRecords({ keys, home: 'a.test', storage: memoryStorage(), now: () => START })
    storage = memoryStorage()
    timers = new HandTimers()
    now = START
    isLocated = isHomeUp = true
    sent = []
  })

  function operators(): Operators {
    const taking =
      (to: string) =>
      async (_: unknown, { records }: { records: { envelope: Uint8Array }[] }) => {
        if (to === 'a.test' && !isHomeUp) throw new OpenPeerError('UNREACHABLE', 'It is down.')
        sent.push(...records.map(({ envelope }) => ({ to, envelope })))
        return { results: records.map(() => result({ outcome: 'stored' })) }
      }
    const atHome = { domain: 'a.test', record: async () => home, ask: taking('a.test') }
    const ask = async (method: unknown, message: never) => ({
      domain: isHomeUp ? 'a.test' : 'c.test',
      answer: await taking(isHomeUp ? 'a.test' : 'c.test')(method, message),
    })
    return { home: atHome, ask } as unknown as Operators
  }

  const open = (given: PeerKeys = keys) =>
    openInvitations({
      ...{ own, keys: given, operators: operators(), storage, lifetimeMs: LIFETIME_MS, timers },
      isLocated: () => isLocated,
      now: () => now,
    })

  const opened = async (uri: string, { envelope }: { envelope: Uint8Array }) => {
    const { capability, readSecret } = parseInvitation(uri)
    const record = await validateSealed(envelope, capability, { network: NETWORK, now })
    return { record, content: await openSealed(record, readSecret, now) }
  }

  /** Fires what is due within `ms` until something holds. */
  async function fireUntil(what: string, ms: number, holds: () => boolean) {
    await until(what, async () => {
      if (!holds()) await timers.fire(ms)
      return holds()
    })
  }

  async function make(invitations: OwnInvitations, count: number): Promise<string[]> {
    const uris: string[] = []
    for (let n = 0; n < count; n++) {
      const making = invitations.create()
      await fireUntil('it is sent', 1_000, () => sent.length > n)
      uris.push((await making).uri)
    }
    return uris
  }

  async function dueTimes(): Promise<number[]> {
    const found: number[] = []
    for await (const [, bytes] of storage.entries('invitation/')) {
      found.push((JSON.parse(new TextDecoder().decode(bytes)) as { dueAt: number }).dueAt)
    }
    return found
  }

  it('leads to the identity and the key of its home, and is published at the home alone, at once', async () => {
    const invitations = await open()
    const [uri = ''] = await make(invitations, 1)
    assert.deepEqual(
      sent.map(({ to }) => to),
      ['a.test'],
    )
    const { content } = await opened(uri, sent[0] as (typeof sent)[0])
    assert.deepEqual(content?.identity.payload.id, own.id)
    assert.deepEqual(content?.homes, [{ domain: 'a.test', key: home.payload.key }])
    await invitations.stop()
  })

  it('is renewed at a time of its own, between two and three fifths of a life that is its own', async () => {
    const invitations = await open()
    const uris = await make(invitations, 8)
    const records: VerifiedSealed[] = []
    for (const [n, uri] of uris.entries()) records.push((await opened(uri, sent[n] as (typeof sent)[0])).record)
    await until('all are kept', async () => (await dueTimes()).every((at) => at > now))
    const due = await dueTimes()
    assert.equal(new Set(due).size, 8)
    for (const [n, { seq, expiresAt }] of records.entries()) {
      const life = (expiresAt ?? 0) - seq
      assert.ok(life >= (LIFETIME_MS * 2) / 3 - 1 && life <= LIFETIME_MS, `${life}`)
      const part = ((due[n] ?? 0) - seq) / life
      assert.ok(part >= 0.4 && part <= 0.6, `${part}`)
    }
    for (const values of [records.map(({ seq }) => seq), records.map(({ expiresAt }) => expiresAt)]) {
      assert.equal(new Set(values).size, 8)
    }
    await invitations.stop()
  })

  it('a change is published for each at a time of its own within half an hour, none of them at once', async () => {
    const invitations = await open()
    await make(invitations, 6)
    await until('all are kept', async () => (await dueTimes()).every((at) => at > now))
    await invitations.changed('another')
    await timers.fire(1_000)
    const due = await dueTimes()
    assert.equal(new Set(due).size, 6)
    assert.ok(due.every((at) => at >= now && at <= now + SPREAD_MS))
    assert.equal(sent.length, 6, 'nothing yet')
    now += SPREAD_MS
    await fireUntil('all are sent', SPREAD_MS, () => sent.length === 12)
    await invitations.stop()
  })

  it('what came due while the peer was off is spread over half an hour too', async () => {
    const first = await open()
    const uris = await make(first, 5)
    await until('all are kept', async () => (await dueTimes()).every((at) => at > now))
    await first.stop()
    now += 60 * DAY_MS
    const again = await open()
    await fireUntil('all were looked at', 1_000, () => timers.waits.length === 5 && timers.waits.every((ms) => ms > 0))
    assert.equal(sent.length, 5, 'nothing at the start')
    assert.equal(new Set(timers.waits).size, 5)
    assert.deepEqual(
      again.list().map(({ uri }) => uri),
      uris,
    )
    await again.stop()
  })

  it('withdrawn: opens no door at once, and what it led to is emptied, elsewhere when the home is down', async () => {
    const invitations = await open()
    const [first = '', second = ''] = await make(invitations, 2)
    const capabilities = [first, second].map((uri) => parseInvitation(uri).capability)
    isHomeUp = false
    const withdrawing = invitations.withdraw(1)
    assert.equal(invitations.live(capabilities[0] as Uint8Array), null)
    assert.ok(invitations.live(capabilities[1] as Uint8Array) !== null)
    await fireUntil('it is sent', 1_000, () => sent.length === 3)
    assert.ok((await withdrawing).published)
    assert.equal(sent[2]?.to, 'c.test')
    const [before, after] = [await opened(first, sent[0] as never), await opened(first, sent[2] as never)]
    assert.equal(after.content, null)
    assert.ok(after.record.seq > before.record.seq && (after.record.expiresAt ?? 0) > (before.record.expiresAt ?? 0))
    await assert.rejects(invitations.withdraw(1), { code: 'INVALID_ARGUMENT' })
    await invitations.stop()
  })

  it('waits for the home to know the device: before that it takes no sealed record', async () => {
    isLocated = false
    const invitations = await open()
    const making = invitations.create({ label: 'bob' })
    await fireUntil('it was looked at', 1_000, () => timers.waits.length === 0)
    assert.equal(sent.length, 0)
    isLocated = true
    invitations.located()
    await fireUntil('it is sent', 1_000, () => sent.length === 1)
    assert.ok((await making).published)
    await assert.rejects(invitations.create({ label: 'bob' }), { code: 'INVALID_ARGUMENT' })
    await assert.rejects(invitations.create({ label: '1' }), { code: 'INVALID_ARGUMENT' })
    await invitations.stop()
  })

  it('a stolen storage without the key store opens nothing and signs nothing', async () => {
    const invitations = await open()
    const [uri = ''] = await make(invitations, 1)
    await invitations.stop()
    const theirs = parseInvitation(uri)
    const other = (await createKeys({ network: NETWORK })).keys
    const stolen = parseInvitation((await open(other)).list()[0]?.uri ?? '') satisfies Invitation
    assert.notDeepEqual(stolen.capability, theirs.capability)
    assert.notDeepEqual(stolen.readSecret, theirs.readSecret)
    const number = new Uint8Array(16).fill(1)
    const [one, two] = [await ownCapability(keys, number), await ownCapability(keys, number)]
    assert.deepEqual(one.capability, two.capability, 'and with both it is the same again')
    let held = ''
    for await (const [, bytes] of storage.entries('')) held += new TextDecoder().decode(bytes)
    const { key, readSecret } = await ownCapability(keys, Buffer.from(JSON.parse(held).number, 'base64'))
    for (const secret of [key.raw.subarray(0, 32), readSecret]) {
      assert.ok(!held.includes(Buffer.from(secret).toString('base64').slice(2, 40)))
    }
  })
})
