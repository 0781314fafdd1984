import { connect } from 'node:net'
import type { Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** One address on which the node takes libp2p connections, and whether something of ours answers there now. */
export interface ListenerAnswer {
  address: string
  answers: boolean
}

export interface ListenerCheck {
  /** Asks each listener, at most every ten seconds however often it is called; concurrent calls share one round. */
  run(): Promise<ListenerAnswer[]>
}

/** Opening words of the two transports, and what a living node says to them. */
const MULTISTREAM = '\x13/multistream/1.0.0\n'
const UPGRADE =
  'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
const SWITCHING = 'HTTP/1.1 101 '

const ANSWER_TIMEOUT_MS = 2_000
const MAX_ANSWER_LENGTH = 1_024
/** A check is a connection, and connections from one address are limited: health checks must not use them up. */
const KEPT_MS = 10_000

/**
 * Dials the node's own TCP and WebSocket listeners and waits for the first words of libp2p: a process that runs but
 * takes no connections is not alive. `listening` gives the addresses that are listened on (not the announced ones);
 * others than plain TCP and WebSocket are left out. Spec: docs/spec/http.md, "Health".
 */
export function createListenerCheck(listening: () => Multiaddr[], now: () => number): ListenerCheck {
  let last: { at: number; answers: Promise<ListenerAnswer[]> } | null = null
  return {
    run() {
      if (last === null || now() - last.at >= KEPT_MS) last = { at: now(), answers: askAll(listening()) }
      return last.answers
    },
  }
}

interface Listening {
  components: { transportManager: { getAddrs(): Multiaddr[] } }
}

/**
 * Where a host really listens. `getMultiaddrs` gives what it announces, and only its transport manager, which the
 * interface does not show, knows the ports that it was given for 0.
 */
export function listeningAddresses(libp2p: Libp2p): () => Multiaddr[] {
  const { transportManager } = (libp2p as unknown as Listening).components
  return () => transportManager.getAddrs()
}

async function askAll(addresses: Multiaddr[]): Promise<ListenerAnswer[]> {
  const asked = addresses.flatMap((address) => {
    const target = targetOf(address)
    return target === null ? [] : [{ address: address.toString(), target }]
  })
  return Promise.all(asked.map(async ({ address, target }) => ({ address, answers: await answers(target) })))
}

interface Target {
  host: string
  port: number
  words: string
  answer: string
}

/** Where to connect for a listening address: an unspecified host is reached through loopback. */
function targetOf(address: Multiaddr): Target | null {
  const parts = address.getComponents()
  const [ip, tcp, ws] = parts
  if (ip === undefined || tcp?.name !== 'tcp' || !['ip4', 'ip6'].includes(ip.name)) return null
  if (parts.some(({ name }) => ['tls', 'wss', 'p2p-circuit'].includes(name))) return null
  const unspecified: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const host = unspecified[ip.value ?? ''] ?? ip.value ?? ''
  const port = Number(tcp.value)
  return ws?.name === 'ws'
    ? { host, port, words: UPGRADE, answer: SWITCHING }
    : { host, port, words: MULTISTREAM, answer: MULTISTREAM }
}

function answers({ host, port, words, answer }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    let heard = ''
    const finish = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.setEncoding('latin1').setTimeout(ANSWER_TIMEOUT_MS)
    socket.on('connect', () => socket.write(words, 'latin1'))
    socket.on('data', (chunk: string) => {
      heard += chunk
      if (heard.startsWith(answer)) finish(true)
      else if (heard.length > MAX_ANSWER_LENGTH) finish(false)
    })
    socket.on('timeout', () => finish(false))
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
  })
}
