import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { noise } from '@chainsafe/libp2p-noise'
import type { Libp2p } from '@libp2p/interface'
import { type TCPSocketOptions, tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { callPeer } from '../../src/wire/call.ts'
import { type Channels, createChannels } from '../../src/wire/channels.ts'
import type { ResolveResponse } from '../../src/wire/messages.js'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { createPerson, NETWORK } from '../node/people.ts'
import type { VictimReady } from './victim-process.ts'

/** What a process says of itself when asked. */
export interface Figures {
  rss: number
  heapUsed: number
  looks: number
  counts: { refused: { requests: number; streams: number; connections: number } }
  cpu: { user: number; system: number }
}

export interface Client {
  /** Asks the node something small, something dear, and its website; the ms that each took. */
  ask(): Promise<number[]>
  /** What the node says of bob@a.test. */
  bob(): Promise<ResolveResponse>
  stop(): Promise<void>
}

/**
 * This process, and those that it starts from now on, before all else on this machine, where that is allowed: what else runs
 * here is not to be measured.
 */
export function goFirst(): void {
  try {
    setPriority(-15)
  } catch {
    // Only root may: then others are measured too, in quiet and flooded times alike.
  }
}

export async function startVictim() {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-flood-'))
  const process = fork(join(import.meta.dirname, 'victim-process.ts'), [directory], { execArgv: ['--expose-gc'] })
  const { ready } = await said<{ ready: VictimReady }>(process, 'ready')
  return {
    ready,
    process,
    figures: async () => {
      process.send({ ask: 'figures' })
      return (await said<{ figures: Figures }>(process, 'figures')).figures
    },
    stop: async () => {
      process.kill()
      await once(process, 'exit')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The next message of a process that has this. */
export async function said<T>(process: ChildProcess, key: string): Promise<T> {
  for (;;) {
    const [message] = await once(process, 'message')
    if (key in message) return message as T
  }
}

/** Somebody with an address of this machine of their own, who asks a node now and then. */
export async function startClient(victim: VictimReady, from: string): Promise<Client> {
  const host: Libp2p = await createLibp2p({
    transports: [tcp({ dialOpts: { localAddress: from } as TCPSocketOptions })],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
  })
  const channels: Channels = createChannels(host, protocolIds(NETWORK).directory)
  const targets = victim.addresses.map((address) => multiaddr(address))
  const time = async (work: () => Promise<unknown>) => {
    const startedAt = performance.now()
    await work()
    return performance.now() - startedAt
  }
  const bob = () => callPeer(channels, targets, directory.resolve, { name: 'bob@a.test', policy: 'own' })
  const at = { host: '127.0.0.1', port: victim.httpPort, path: '/.well-known/openpeer.json', localAddress: from }
  const agent = new Agent({ keepAlive: true })
  const website = async () => {
    const [response] = await once(get({ ...at, agent }), 'response')
    response.resume()
    await once(response, 'end')
    if (response.statusCode !== 200) throw new Error(`the website answers ${response.statusCode}`)
  }
  return {
    ask: async () => [
      await time(() => callPeer(channels, targets, directory.describe, {})),
      await time(bob),
      await time(website),
    ],
    bob,
    async stop() {
      agent.destroy()
      await channels.stop()
      await host.stop()
    },
  }
}

export async function registerBob(victim: VictimReady): Promise<void> {
  await using bob = await createPerson()
  const at = { domain: 'a.test', libp2p: { getMultiaddrs: () => victim.addresses.map((one) => multiaddr(one)) } }
  await bob.register(at as never, 'bob')
}

/** All clients side by side, for so long; each pauses between its questions, to stay within its own budget. */
export async function measure(clients: Client[], forMs: number, pauseMs: number): Promise<number[]> {
  const endsAt = performance.now() + forMs
  const askOn = async (client: Client) => {
    const samples: number[] = []
    while (performance.now() < endsAt) {
      samples.push(...(await client.ask()))
      await pause(pauseMs * (0.5 + Math.random()))
    }
    return samples
  }
  return (await Promise.all(clients.map(askOn))).flat()
}

export function percentile(samples: number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
