import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { afterEach, beforeEach, test } from 'node:test'
import { createKeys } from '../../src/peer/create-keys.ts'
import { createHost } from '../../src/peer/host.node.ts'
import type { PeerHost } from '../../src/peer/host.ts'
import { startOnSteadyPorts } from '../../src/peer/steady-ports.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { NETWORK } from './forge.ts'

let storage: PeerStorage
let hosts: PeerHost[]
beforeEach(() => {
  storage = memoryStorage()
  hosts = []
})
afterEach(() => Promise.all(hosts.map((host) => host.stop())))

async function start(...listen: string[]): Promise<PeerHost> {
  const deviceKey = (await createKeys({ network: NETWORK })).keys.deviceKey
  const quiet = {
    network: NETWORK,
    deviceKey,
    iceServers: () => [],
    chosenRelays: () => [],
    allowPrivateAddresses: true,
  }
  const host = await startOnSteadyPorts(storage, listen, (given) => createHost({ ...quiet, listen: given }))
  hosts.push(host)
  return host
}

const portsOf = (host: PeerHost) =>
  host.services.paths
    .ownAddresses()
    .map((address) => `${address.toString().includes('/ws') ? 'ws' : 'tcp'} ${address.toString().split('/')[4]}`)

test('a host listens again where it listened before, each transport at its own port', async () => {
  const listen = ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws']
  const first = await start(...listen)
  const ports = portsOf(first)
  assert.equal(new Set(ports).size, 2)
  await first.stop()
  assert.deepEqual(portsOf(await start(...listen)), ports)
})

test('a port that somebody took meanwhile is chosen anew, and that one is remembered', async () => {
  const first = await start('/ip4/127.0.0.1/tcp/0')
  const [before] = portsOf(first)
  await first.stop()
  const thief = createServer()
  await new Promise<void>((resolve) => thief.listen(Number(before?.split(' ')[1]), '127.0.0.1', resolve))
  const second = await start('/ip4/127.0.0.1/tcp/0')
  const [after] = portsOf(second)
  assert.ok(after !== undefined && after !== before)
  await second.stop()
  await new Promise((resolve) => thief.close(resolve))
  assert.deepEqual(portsOf(await start('/ip4/127.0.0.1/tcp/0')), [after])
})

test('a port that was asked for is taken as it is, and nothing is remembered', async () => {
  const [port] = portsOf(await start('/ip4/127.0.0.1/tcp/0'))
  await hosts[0]?.stop()
  storage = memoryStorage()
  assert.deepEqual(portsOf(await start(`/ip4/127.0.0.1/tcp/${port?.split(' ')[1]}`)), [port])
  assert.equal(await storage.get('self/ports'), null)
  assert.deepEqual(portsOf(await start()), [])
})
