import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { startHttp } from '../../src/http/start-http.ts'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { formatTxtRecord, txtName } from '../../src/identity-proofs/txt-record.ts'
import { operatorConfig } from '../../src/node/config.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { memoryKeyStore, type PeerKeys } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import type { Peer } from '../../src/peer/peer.ts'
import type { PeerOptions } from '../../src/peer/peer-options.ts'
import type { Timers } from '../../src/peer/renew.ts'
import { TESTNET_BUDGETS } from '../../src/testnet/budgets.ts'
import { type DevOutside, startDevOutside } from '../../src/testnet/dev-outside.ts'
import { startDnsResponder } from '../../src/testnet/dns-responder.ts'
import { startWithWebsite } from '../node/websites.ts'
import type { Recording } from './recording.ts'
import { asHost } from './tap-sockets.ts'

export const NETWORK = 'test'
/** Proxies that carry every HTTPS connection unopened: what is on that wire is recorded as it is. */
const WIRE = '127.0.200.1'
const MEETING_TIMEOUT_MS = 60_000

/** Operators and people, each at an IP address of its own (operators even in different /24), and everything recorded. */
export interface World extends AsyncDisposable {
  readonly operators: ReadonlyMap<string, OperatorNode>
  /** The IP addresses of everybody, by domain or name. */
  readonly addresses: ReadonlyMap<string, string>
  /** Somebody who runs; `recording.owners` has their address and device, and `<name>'s resolver` for the DNS that they alone ask. */
  addPerson(name: string, keys: PeerKeys, options?: Partial<PeerOptions>): Promise<Peer>
  /** From now on nobody reaches the website of this domain. */
  cutWebsite(domain: string): Promise<void>
  /** Records what an operator's metrics say now, as `metrics of <domain>`. */
  readMetrics(domain: string): Promise<void>
  /** Lets somebody do something: it must start here, for their address to be what others see. */
  as<T>(name: string, act: () => T): T
}

/** Why everybody cannot have an address of their own here; null when they can. */
export async function whyNoWorld(): Promise<string | null> {
  const probe = createServer()
  const isListening = once(probe.listen(0, WIRE), 'listening').then(
    () => true,
    () => false,
  )
  if (!(await isListening)) return `this machine has no loopback address ${WIRE}: on Linux all of 127.0.0.0/8 is there`
  await new Promise((resolve) => probe.close(resolve))
  return null
}

/** Starts one operator for each domain, and waits until all have met. Domains and people get their place in `recording.owners`. */
export async function startWorld(domains: readonly string[], recording: Recording): Promise<World> {
  const stops: (() => Promise<unknown>)[] = []
  const dispose = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const dev = await startDevOutside({ domains: [...domains] })
    stops.push(() => dev.stop())
    const addresses = new Map<string, string>()
    const operators = new Map<string, OperatorNode>()
    const metricsOf = new Map<string, string>()
    const wires = new Map<string, () => Promise<void>>()
    for (const [index, domain] of domains.entries()) {
      const address = `127.0.${10 + index}.1`
      addresses.set(domain, address)
      recording.owners.set(address, domain)
      const httpPort = dev.httpsPort(domain)
      const wire = await startWire(address, httpPort)
      stops.push(wire.stop)
      wires.set(domain, wire.stop)
      dev.devNetwork.addresses.set(domain, { address: WIRE, port: wire.port })
      const bootstrap = [...operators.keys()].slice(0, 1)
      const { node, stop, metrics } = await asHost.run(address, () =>
        startOperator({ domain, address, httpPort, bootstrap, dev, recording }),
      )
      stops.push(stop)
      metricsOf.set(domain, metrics)
      operators.set(domain, node)
      recording.owners.set(node.peerId.toString(), domain)
    }
    await Promise.all([...operators.values()].map((node) => untilMet(node, operators.size)))
    let count = 0
    const addressOf = (whom: string) => {
      const address = addresses.get(whom)
      if (address === undefined) throw new Error(`${whom} is not here`)
      return address
    }
    return {
      operators,
      addresses,
      async cutWebsite(domain) {
        await wires.get(domain)?.()
      },
      async readMetrics(domain) {
        const text = await asHost.run(WIRE, async () => (await fetch(metricsOf.get(domain) ?? '')).text())
        recording.addText(`metrics of ${domain}`, text)
      },
      as: (name, act) => asHost.run(addressOf(name), act),
      async addPerson(name, keys, options = {}) {
        count += 1
        const address = `127.0.${100 + count}.1`
        addresses.set(name, address)
        recording.owners.set(address, name)
        const resolver = await startDnsResponder()
        stops.push(() => resolver.stop())
        recording.owners.set(resolver.address, `${name}'s resolver`)
        for (const { domain, domainKey } of operators.values())
          resolver.setTxt(txtName(domain), [formatTxtRecord({ key: domainKey })])
        const outside = createOutside({ dev: { ...dev.devNetwork, dnsServers: [resolver.address] } })
        const peer = await asHost.run(address, () => startPeer({ name, keys, address, outside }, options))
        recording.owners.set(peer.peerId.toString(), name)
        stops.push(() => peer.stop())
        return peer
      },
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

interface StartOperator {
  domain: string
  address: string
  httpPort: number
  bootstrap: string[]
  dev: DevOutside
  recording: Recording
}

async function startOperator({ domain, address, httpPort, bootstrap, dev, recording }: StartOperator) {
  const { certFile, keyFile } = dev.tls(domain)
  const config = operatorConfig({
    network: NETWORK,
    domain,
    listen: [`/ip4/${address}/tcp/0`],
    allowPrivateAddresses: true,
    bootstrap,
    stun: { host: address, port: 0 },
    http: {
      ...{ host: address, port: httpPort, publicUrl: `https://${domain}`, tls: { certFile, keyFile } },
      metrics: { host: address, port: 0 },
    },
    limits: {
      ...{ maxConnectionsPerSecond: 10_000, maxPendingConnections: 1_000 },
      ...{ bindingChecksPerMinute: 10_000, admissionChecksPerMinute: 10_000 },
    },
    budgets: TESTNET_BUDGETS,
    // What an operator runs with; what it writes is recorded as if somebody got it.
    log: { level: 'info' },
    dev: dev.devNetwork,
  })
  const logTo = { write: (line: string) => recording.addText(`log of ${domain}`, line) }
  const federationTimes = { exchangeMs: 1_000, settleMs: 50 }
  // Operators see each other's websites without TLS: 200 handshakes would take longer than all the rest. People do not.
  const node = await startWithWebsite(config, { logTo, federationTimes })
  const http = await startHttp(node, config)
  return {
    node,
    metrics: http.metricsUrl ?? '',
    async stop() {
      await http.stop()
      await node.stop()
    },
  }
}

/** Nothing begins by itself, however long the story takes: a peer looks its own name up half a minute after its start. */
const LONGEST_TIMER_MS = 2_000
const SHORT_TIMERS: Timers = {
  setTimeout: (run, ms) => setTimeout(ms < LONGEST_TIMER_MS ? run : () => {}, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
}

interface StartPeer {
  name: string
  keys: PeerKeys
  address: string
  outside: Outside
}

async function startPeer({ name, keys, address, outside }: StartPeer, options: Partial<PeerOptions>): Promise<Peer> {
  return createPeer({
    network: NETWORK,
    home: name.split('@')[1] ?? '',
    keyStore: memoryKeyStore(keys),
    outside,
    listen: [`/ip4/${address}/tcp/0`],
    timers: SHORT_TIMERS,
    ...options,
    privacy: { privateAddresses: true, ...options.privacy },
  })
}

/** Everybody looks at everybody's website first: on a busy machine that takes its time. */
async function untilMet({ domain, federation: { operators } }: OperatorNode, count: number): Promise<void> {
  const met = Promise.withResolvers<void>()
  const look = () => {
    if (operators.list().length === count) met.resolve()
  }
  const timer = setTimeout(() => met.reject(new Error(`${domain} has not met all others in time`)), MEETING_TIMEOUT_MS)
  const off = operators.onChange(look)
  look()
  try {
    await met.promise
  } finally {
    clearTimeout(timer)
    off()
  }
}

/** A proxy before a website, which passes bytes on as from whoever sent them. */
async function startWire(host: string, port: number): Promise<{ port: number; stop(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    open.add(near.on('close', () => open.delete(near)))
    const far = connect({ host, port, localAddress: near.remoteAddress ?? '', allowHalfOpen: true })
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
  await once(server.listen(0, WIRE), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
