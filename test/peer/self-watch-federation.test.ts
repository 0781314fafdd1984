// A peer that watches its name through real operators, while its home does what nobody told it of.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { until } from '../node/until.ts'
import { bundle, startDirectory } from './directory.ts'
import { startFederation } from './federation.ts'
import { domainRecord, identityRecord, nameRecord, newDomain, newPerson } from './forge.ts'

describe('a peer among real operators', () => {
  test('is watched by two others, which it learns of through its home when it knows none', async () => {
    await using federation = await startFederation(['a.test', 'b.test', 'c.test'])
    const ann = await federation.startNamed('ann@a.test')
    const report = await ann.selfWatch.look()
    assert.deepEqual([report.state, report.name], ['same', 'ann@a.test'])
    assert.deepEqual([...report.watchers].sort(), ['b.test', 'c.test'])
    assert.deepEqual(ann.selfWatch.report, report)
  })

  test('tells a lying operator from its home: who says what, and what the website shows', async () => {
    await using federation = await startFederation(['a.test', 'b.test'])
    await using liar = await startDirectory('c.test', Date.now())
    federation.outside.sites.set('c.test', { key: liar.owner.key, nodes: liar.addresses })
    const ann = await federation.startNamed('ann@a.test', { operators: ['b.test', 'c.test'] })
    const forged = await newDomain('a.test')
    const mallory = await newPerson('a.test', ['ann@a.test'], Date.now())
    const records = {
      domain: await domainRecord(forged, Date.now()),
      name: await nameRecord(forged, 'ann@a.test', mallory.id, Date.now()),
      identity: await identityRecord(mallory, Date.now()),
    }
    liar.answers.resolve = () => bundle(records)
    const { state, watchers, differences } = await ann.selfWatch.look()
    assert.deepEqual([state, [...watchers].sort()], ['differs', ['b.test', 'c.test']])
    assert.deepEqual(
      differences.map(({ kind, from }) => `${kind} ${from}`),
      ['domain-key c.test'],
    )
    assert.match(differences[0]?.detail ?? '', /website of a\.test shows your home's key/)
    // It shows nothing instead: repaired, asked again, told.
    liar.answers.resolve = () => ({ source: 'holders', answers: 2, needed: 2 })
    assert.equal((await ann.selfWatch.look()).state, 'repairing')
    assert.deepEqual(
      (await ann.selfWatch.look()).differences.map(({ kind, from }) => `${kind} ${from}`),
      ['missing c.test'],
    )
  })

  test('is told by others when its home gives its name to somebody else behind its back', async () => {
    await using federation = await startFederation(['a.test', 'b.test', 'c.test'], { onDisk: true, renewEveryMs: 200 })
    const { nodes } = federation
    const ann = await federation.startNamed('ann@a.test', { operators: ['b.test', 'c.test'] })
    const mallory = await federation.startNamed('mallory@a.test')
    assert.equal((await ann.selfWatch.look()).state, 'same')

    await federation.kill('a.test')
    const registry = new DatabaseSync(join(nodes.dataDirOf('a.test'), 'names.sqlite'))
    registry
      .prepare("UPDATE names SET holder = ?, since = ?, renew_at = 0 WHERE local = 'ann'")
      .run(mallory.id, Date.now())
    registry.close()
    await federation.revive('a.test')

    const told = new Promise<string[]>((resolve) => {
      ann.selfWatch.onReport(({ state, differences }) => {
        if (state === 'differs') resolve(differences.map(({ kind, detail }) => `${kind}: ${detail}`))
      })
    })
    await until('the others hold the new record', async () => (await ann.selfWatch.look()).state === 'differs')
    const differences = await told
    assert.ok(differences.length > 0)
    for (const difference of differences) assert.match(difference, new RegExp(`^reassigned: .*${mallory.idText}`))
  })
})
