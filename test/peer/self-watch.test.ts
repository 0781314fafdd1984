// What a peer hears of its own name, from operators that say whatever a test prepared.
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import type { NameDifference } from '../../src/peer/self-report.ts'
import { FIRST_LOOK_MS, LOOK_EVERY_MS, REPAIRED_AGAIN_MS, TROUBLE_AGAIN_MS } from '../../src/peer/self-watch.ts'
import { until } from '../node/until.ts'
import { result } from './directory.ts'
import { DAY_MS, newDomain, newPerson, START } from './forge.ts'
import type { HandTimers } from './hand-timers.ts'
import { NAME, startWatched, type Watched } from './watched.ts'

let watched: Watched
afterEach(() => watched[Symbol.asyncDispose]())

const kinds = (differences: NameDifference[]) => differences.map(({ kind, from }) => `${kind} ${from}`).sort()
const later = START + 60_000

/** Fires what is to run at once, until the next look is planned in this time. */
const planned = (timers: HandTimers, ms: number) =>
  until(`the next look is planned in ${ms} ms`, async () => {
    await timers.fire(1000)
    return timers.waits.includes(ms)
  })

describe('one who watches the own name', () => {
  test('is told that all is well, and by whom', async () => {
    watched = await startWatched()
    assert.equal(watched.watch.report.state, 'unknown')
    const report = await watched.watch.look()
    assert.deepEqual(
      { ...report, watchers: [...report.watchers].sort() },
      { state: 'same', name: NAME, at: START, watchers: ['b.test', 'c.test'], differences: [] },
    )
    assert.equal(watched.home.asked.includes('resolve'), false)
  })

  test('learns at once that the domain gave the name to another identity', async () => {
    watched = await startWatched()
    const { b, watch, recordsAt, tell } = watched
    const mallory = await newPerson('a.test', [NAME])
    tell(await recordsAt(later, mallory), [b])
    const reports: string[] = []
    watch.onReport(({ state }) => reports.push(state))
    const report = await watch.look()
    assert.equal(report.state, 'differs')
    assert.deepEqual(kinds(report.differences), ['reassigned b.test'])
    assert.match(
      report.differences[0]?.detail ?? '',
      /signed with the key of a\.test, that gives ann@a\.test to another/,
    )
    assert.match(report.differences[0]?.mend ?? '', /Ask the operator of a\.test/)
    assert.deepEqual(reports, ['differs'])
  })

  test('of a name that was somebody else’s before, hears of the earlier holder without alarm', async () => {
    watched = await startWatched()
    const before = await newPerson('a.test', [NAME])
    watched.tell(await watched.recordsAt(START - 1000, before), [watched.b])
    assert.equal((await watched.watch.look()).state, 'repairing')
  })

  test('does not take a late operator for a liar: repairs, and looks at the same ones again soon', async () => {
    watched = await startWatched()
    const { b, c, home, own, watch, seeker, timers, recordsAt, tell } = watched
    const good = b.answers.resolve
    tell(await recordsAt(START - 1000), [b])
    const given: string[] = []
    for (const operator of [home, b, c]) {
      operator.answers.publish = ({ records }) => {
        given.push(operator.owner.domain)
        return { results: records.map(() => result({ outcome: 'stored', holders: 3, needed: 2 })) }
      }
    }
    const report = await watch.look()
    assert.equal(report.state, 'repairing')
    assert.deepEqual(kinds(report.differences), ['older b.test', 'older b.test'])
    assert.deepEqual(given.sort(), ['a.test', 'b.test'])
    await planned(timers, REPAIRED_AGAIN_MS)
    b.answers.resolve = good
    seeker.clock.at += REPAIRED_AGAIN_MS
    await timers.fire()
    await until('all is well', () => watch.report.state === 'same')
    assert.equal(own.named?.name.text, NAME)
  })

  test('says so when an operator goes on showing an older record, or none, after it was given the newest', async () => {
    watched = await startWatched()
    const { b, c, watch, recordsAt, tell } = watched
    tell(await recordsAt(START - 1000), [b])
    const { domain } = await recordsAt(START)
    tell(domain === undefined ? {} : { domain }, [c])
    assert.equal((await watch.look()).state, 'repairing')
    const report = await watch.look()
    assert.equal(report.state, 'differs')
    assert.deepEqual(kinds(report.differences), ['missing c.test', 'older b.test', 'older b.test'])
  })

  test('takes nothing found for nothing said where too few holders answered', async () => {
    watched = await startWatched()
    watched.b.answers.resolve = () => ({ source: 'holders', answers: 1, needed: 2 })
    assert.equal((await watched.watch.look()).state, 'same')
  })

  test('is told which key the website shows when somebody shows the domain with another one', async () => {
    watched = await startWatched()
    const { b, home, watch, seeker, ann, recordsAt, tell } = watched
    const forged = await newDomain('a.test')
    tell(await recordsAt(later, ann, forged), [b])
    const [forgery] = (await watch.look()).differences
    assert.equal(forgery?.kind, 'domain-key')
    assert.match(forgery?.detail ?? '', /The website of a\.test shows your home's key/)
    seeker.outside.sites.set('a.test', { key: forged.key, nodes: home.addresses })
    seeker.clock.at += 60_000
    const [taken] = (await watch.look()).differences
    assert.match(taken?.detail ?? '', /shows that other key too/)
  })

  test('learns of a record that no reader takes only when it stays', async () => {
    watched = await startWatched()
    const { b, watch, recordsAt, tell } = watched
    const forged = await newDomain('a.test')
    const { name } = await recordsAt(later, undefined, forged)
    tell({ ...(await recordsAt(START)), ...(name === undefined ? {} : { name }) }, [b])
    assert.equal((await watch.look()).state, 'repairing')
    const report = await watch.look()
    assert.deepEqual(kinds(report.differences), ['false b.test'])
    assert.match(report.differences[0]?.detail ?? '', /WRONG_SIGNER/)
  })
})

describe('whom a peer asks about itself', () => {
  test('are two whose registrable domains are neither the home’s nor each other’s, those that do not answer passed over', async () => {
    watched = await startWatched()
    const { b, watch } = watched
    await b.host.stop()
    const report = await watch.look()
    assert.deepEqual([report.state, report.watchers], ['same', ['c.test']])
  })

  test('are learnt from those who sit in the DHT, each checked with its website', async () => {
    watched = await startWatched([])
    const { home, b, c, seeker, watch } = watched
    const seated = (directory: typeof b) => ({
      peerId: Uint8Array.from(directory.host.peerId.toMultihash().bytes),
      multiaddrs: [],
      domainRecord: Uint8Array.from(directory.record),
    })
    seeker.outside.sites.set('c.test', { key: (await newDomain('c.test')).key, nodes: c.addresses })
    home.answers.holders = () => ({ nodes: [seated(home), seated(c), seated(b)] })
    const report = await watch.look()
    assert.deepEqual([report.state, report.watchers], ['same', ['b.test']])
    assert.deepEqual(c.asked, [])
  })

  test('may be nobody: then it says that nobody watches, and tries again in an hour', async () => {
    watched = await startWatched([])
    const report = await watched.watch.look()
    assert.deepEqual([report.state, report.watchers], ['unwatched', []])
    await planned(watched.timers, TROUBLE_AGAIN_MS)
  })
})

describe('the days of one who watches', () => {
  test('begin half a minute after the start, and then have one look each, also across restarts', async () => {
    watched = await startWatched()
    const { seeker, timers } = watched
    await planned(timers, FIRST_LOOK_MS)
    seeker.clock.at += FIRST_LOOK_MS
    await timers.fire()
    await until('it looked', () => watched.watch.report.state === 'same')
    await planned(timers, LOOK_EVERY_MS)
    seeker.clock.at += 1000
    const again = await watched.restart()
    assert.equal(again.report.state, 'same')
    await planned(timers, LOOK_EVERY_MS - 1000)
  })

  test('do not lose an alarm because nobody can be reached for a while', async () => {
    watched = await startWatched()
    const { b, c, seeker, watch, recordsAt, tell } = watched
    tell(await recordsAt(later, await newPerson('a.test', [NAME])), [b, c])
    assert.equal((await watch.look()).state, 'differs')
    await Promise.all([b.host.stop(), c.host.stop()])
    seeker.clock.at += DAY_MS
    assert.equal((await watch.look()).state, 'differs')
    seeker.clock.at += DAY_MS
    assert.equal((await watch.look()).state, 'unwatched')
  })
})
