import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isOpenPeerError } from '../../src/errors.ts'
import { judgeHealth } from '../../src/node/health.ts'
import { directory } from '../../src/wire/methods.ts'
import { startNodes } from './nodes.ts'
import { createPerson } from './people.ts'
import { until } from './until.ts'

describe('stop', () => {
  it('lets a request in flight finish, refuses new ones, and is over once', async () => {
    await using nodes = await startNodes(['a.test'])
    await using alice = await createPerson()
    const node = nodes.of('a.test')
    await alice.ask(node, directory.describe, {})
    const { publish } = node.federation
    const reached = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    node.federation.publish = async (...args) => {
      reached.resolve()
      await goOn.promise
      return await publish(...args)
    }
    const inFlight = alice.register(node, 'alice')
    await reached.promise
    const stopped = Promise.all([node.stop(), node.stop()])
    await assert.rejects(alice.ask(node, directory.describe, {}), (error) => isOpenPeerError(error, 'STOPPED'))
    assert.equal(node.health().ready, false)
    goOn.resolve()
    const { nameRecord } = await inFlight
    assert.ok(nameRecord.byteLength > 0)
    await stopped
    await node.stop()
    assert.deepEqual([node.health().live, node.health().ready], [true, false])
  })

  it('leaves nothing running: the others notice', async () => {
    await using nodes = await startNodes(['a.test', 'b.test'])
    await nodes.stop('b.test')
    await until('a.test has noticed', () => nodes.of('a.test').counts().operators === 0)
  })
})

describe('health', () => {
  const well = { isStopping: false, isListening: true, operators: 1, bootstrapEntries: 1 }

  it('is ready when it listens and has met others, or is meant to be alone', () => {
    assert.deepEqual(judgeHealth(well), { live: true, ready: true, reasons: [] })
    assert.equal(judgeHealth({ ...well, operators: 0, bootstrapEntries: 0 }).ready, true)
  })

  it('says why it is not', () => {
    assert.deepEqual(judgeHealth({ ...well, operators: 0 }).reasons, ['no other operator was reached yet'])
    assert.deepEqual(judgeHealth({ ...well, isListening: false }), {
      live: false,
      ready: false,
      reasons: ['this node does not listen'],
    })
    assert.deepEqual(judgeHealth({ ...well, isStopping: true }), {
      live: true,
      ready: false,
      reasons: ['this node is stopping'],
    })
  })
})
