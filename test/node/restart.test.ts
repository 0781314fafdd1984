import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError } from '../../src/errors.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { parseAddress } from '../../src/records/uris.ts'
import type { VerifiedDomain } from '../../src/records/verified-record.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { freePort, withDirectory } from './key-effects.ts'
import { startNode, startNodes } from './nodes.ts'
import { createPerson, NETWORK, type Person } from './people.ts'

const ALICE = parseAddress('alice@a.test')

describe('a node that comes back', () => {
  it('is the same: keys, names and records are where they were', async () => {
    await using nodes = await startNodes(['a.test', 'b.test'], { onDisk: true })
    await using alice = await createPerson()
    await alice.register(nodes.of('a.test'), 'alice')
    const before = nodes.of('a.test')
    const { peerId, domainKey } = before
    const bundle = await before.resolve(ALICE)
    await nodes.stop('a.test')
    const after = await nodes.restart('a.test')
    assert.deepEqual([String(after.peerId), after.domainKey], [String(peerId), domainKey])
    const again = await after.resolve(ALICE, { policy: 'own' })
    assert.deepEqual(again.identity?.bytes, bundle.identity?.bytes)
    assert.deepEqual(again.name?.bytes, bundle.name?.bytes, 'not signed anew: nothing changed')
    await assert.rejects(
      (async () => {
        await using mallory = await createPerson()
        await mallory.register(after, 'alice')
      })(),
      (error) => isOpenPeerError(error, 'NAME_OWNED_BY_ANOTHER'),
    )
  })

  it('keeps its domain record while it is true, and makes a new one when its address changed', async () => {
    await withDirectory(async (dataDir) => {
      const start = (announce: string) => startNode('a.test', { dataDir, announce: [announce] })
      const made = await recordOf(await start('/dns4/one.a.test/tcp/4001'))
      assert.deepEqual((await recordOf(await start('/dns4/one.a.test/tcp/4001'))).bytes, made.bytes)
      assert.ok((await recordOf(await start('/dns4/two.a.test/tcp/4001'))).seq > made.seq)
    })
  })

  it('whose clock was set back gives newer records all the same', async () => {
    await withDirectory(async (dataDir) => {
      const now = Date.now()
      const start = (host: string, at: number) =>
        startNode('a.test', { dataDir, announce: [`/dns4/${host}/tcp/4001`] }, { now: () => at })
      const made = await recordOf(await start('one.a.test', now))
      const later = await recordOf(await start('two.a.test', now - 60_000))
      assert.equal(later.seq, made.seq + 1)
    })
  })

  it('can be started again after a start that failed: nothing stays open', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const stunPort = await freePort()
    await withDirectory(async (dataDir) => {
      const start = (tcpPort: number) => {
        const listen = [`/ip4/127.0.0.1/tcp/${tcpPort}`]
        return startNode('a.test', { dataDir, listen, stun: { host: '127.0.0.1', port: stunPort } })
      }
      await assert.rejects(
        start(port),
        (error) => isOpenPeerError(error, 'INVALID_CONFIG') && /listen.*EADDRINUSE/.test(error.message),
      )
      await (await start(0)).stop()
      await new Promise((resolve) => taken.close(resolve))
    })
  })
})

it('two nodes cannot share a data directory, and the second says so', async () => {
  await withDirectory(async (dataDir) => {
    await using _first = await startNode('a.test', { dataDir })
    await assert.rejects(
      startNode('a.test', { dataDir }),
      (error) => isOpenPeerError(error, 'INVALID_CONFIG') && /another node/.test(error.message),
    )
  })
})

/** The domain record of a node that is stopped afterwards. */
async function recordOf(node: OperatorNode): Promise<VerifiedDomain> {
  try {
    return node.domainRecord()
  } finally {
    await node.stop()
  }
}

describe('a node that is killed', () => {
  let dataDir: string
  let child: ChildProcess
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'openpeer-crash-'))
  })
  afterEach(async () => {
    child.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  })

  async function start(): Promise<string[]> {
    child = fork(new URL('./node-process.ts', import.meta.url), [dataDir], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [ready] = (await once(child, 'message')) as [{ addresses: string[] }]
    return ready.addresses
  }

  async function ask(person: Person, addresses: string[], name: string): Promise<Uint8Array> {
    const channels = createChannels(person.host, protocolIds(NETWORK).directory)
    const target = addresses.map((address) => multiaddr(address))
    try {
      const identityRecord = await person.record({ names: [`${name}@a.test`] })
      const request = { name, identityRecord }
      return (await callPeer(channels, target, directory.register, request, { timeoutMs: 10_000 })).nameRecord
    } finally {
      await channels.stop()
    }
  }

  it('with SIGKILL right after it answered, has every name that it gave', async () => {
    await using alice = await createPerson()
    const names = ['alice', 'alicia', 'ally']
    let addresses = await start()
    const peerId = addresses[0]?.split('/p2p/')[1]
    for (const name of names) {
      await ask(alice, addresses, name)
      child.kill('SIGKILL')
      await once(child, 'exit')
      addresses = await start()
      assert.equal(addresses[0]?.split('/p2p/')[1], peerId)
    }
    await using mallory = await createPerson()
    for (const name of names) {
      await assert.rejects(ask(mallory, addresses, name), (error) => isOpenPeerError(error, 'NAME_OWNED_BY_ANOTHER'))
    }
  })
})
