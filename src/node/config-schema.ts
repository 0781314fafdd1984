import { isIP } from 'node:net'
import { isPrivate } from '@libp2p/utils'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { TCP, WebSockets, WebSocketsSecure } from '@multiformats/multiaddr-matcher'
import { z } from 'zod'
import type { DevNetwork } from '../identity-proofs/dev-network.ts'
import { parseDomain } from '../records/names.ts'
import { LOG_LEVELS } from './log.ts'

// The `error` of each check is what was expected there: config-problems.ts puts key, line and what was found around it.
// What each key does is said once, in config/operator.example.yaml.

const MAX_ENTRIES = 16
/** Addresses of one node that a domain record has room for. */
const MAX_ANNOUNCED = 8
const MAX_TEXT = 1_024
const WILDCARD_HOSTS = ['0.0.0.0', '::']

const text = (expected: string, isGood: (value: string) => boolean = (value) => value.length > 0) =>
  z.string({ error: expected }).max(MAX_TEXT, { error: expected }).refine(isGood, { error: expected })

const count = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`
  return z
    .number({ error: expected })
    .int({ error: expected })
    .min(min, { error: expected })
    .max(max, { error: expected })
}

const list = <T extends z.ZodType>(entry: T, expected: string, most = MAX_ENTRIES) =>
  z
    .array(entry, { error: expected })
    .max(most, { error: `${expected}, at most ${most}` })
    .default([])

const flag = z.boolean({ error: 'true or false' })
const port = (min: number) => count(min, 65_535)
const host = text('an IP address or a host name', (value) => /^[0-9A-Za-z.:_-]+$/.test(value))
const section = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, { error: 'a section with keys below it' })

const domain = text('a domain such as a.example', isDomain).transform(parseDomain)
const network = text('1 to 32 of a-z, 0-9 and "-", such as main', (value) => /^[a-z0-9-]{1,32}$/.test(value))
const listenAddress = text('a TCP or WebSocket multiaddr such as /ip4/0.0.0.0/tcp/4001', (value) =>
  isMultiaddr(value, isListenable),
)
const announceAddress = text('a multiaddr such as /dns4/node.a.example/tcp/4001', (value) => isMultiaddr(value))
const bootstrapEntry = text('a domain, or a multiaddr that ends in /p2p/<peer id>', (value) =>
  value.startsWith('/') ? isMultiaddr(value, hasPeerId) : isDomain(value),
)
const ipAddress = text('an IP address', (value) => isIP(value) > 0)
const units = count(1, 1_000_000_000)
const url = text('an https URL such as https://a.example', isPublicUrl)
const hostAndPort = text('host:port, such as 192.0.2.1:3478', (value) =>
  /^(\[[0-9a-f:.]+\]|[^:/\s]+):\d{1,5}$/.test(value),
)

const stun = section({
  host: host.default('0.0.0.0'),
  port: port(0).default(3478),
  announce: hostAndPort.nullable().default(null),
})
const MAX_PROXIES = 8
const tls = section({ certFile: text('the path of a PEM file'), keyFile: text('the path of a PEM file') })
const metrics = section({ host: host.default('127.0.0.1'), port: port(0) })
const http = section({
  host: host.default('127.0.0.1'),
  port: port(0).default(8080),
  tls: tls.nullable().default(null),
  publicUrl: url.nullable().default(null),
  trustProxy: count(0, MAX_PROXIES).default(0),
  metrics: metrics.nullable().default(null),
})
const registration = section({
  mode: z.enum(['open', 'token', 'closed'], { error: 'open, token or closed' }).default('open'),
  tokens: list(
    text('a token of 16 to 200 characters', (value) => value.length >= 16 && value.length <= 200),
    'a list of tokens',
  ),
})
const relay = section({
  maxReservations: count(0, 100_000).default(5_000),
  firstCircuitBytes: count(1_024, 2 ** 40).default(128 * 1_024),
  firstCircuitMs: count(100, 7 * 86_400_000).default(120_000),
  maxCircuitBytes: count(1_024, 2 ** 40).default(16 * 1_048_576),
  maxCircuitMs: count(100, 7 * 86_400_000).default(3_600_000),
  circuitsPerMinute: count(1, 1_000_000).default(60),
  maxCircuitsPerCaller: count(1, 100_000).default(32),
  raisedBytesPerHour: count(65_536, 2 ** 40).default(128 * 1_048_576),
})
const limits = section({
  maxConnections: count(1, 1_000_000).default(10_000),
  maxConnectionsPerSecond: count(1, 1_000_000).default(50),
  maxPendingConnections: count(1, 100_000).default(200),
  maxRecords: count(1, 1_000_000_000).default(1_000_000),
  maxRecordsPerDomain: count(1, 1_000_000_000).default(1_000_000),
  maxLocations: count(1, 10_000_000).default(100_000),
  bindingChecksPerMinute: count(1, 1_000_000).default(30),
  admissionChecksPerMinute: count(1, 1_000_000).default(120),
  resolveTimeoutMs: count(100, 60_000).default(5_000),
  drainMs: count(0, 60_000).default(5_000),
})
const budgets = section({
  perPeer: units.default(500),
  perAddress: units.default(1_000),
  perAccount: units.default(500),
  perDomain: units.default(2_000),
  httpPerAddress: units.default(500),
  stunPerAddress: units.default(50),
  vaultsPerHour: count(1, 1_000_000).default(10),
  maxConcurrentRequests: count(1, 1_000_000).default(1_024),
  maxConnectionsPerAddress: count(1, 1_000_000).default(256),
  proxies: z
    .array(ipAddress, { error: 'a list of IP addresses' })
    .max(MAX_ENTRIES, { error: `a list of IP addresses, at most ${MAX_ENTRIES}` })
    .default(['127.0.0.1', '::1']),
})
const admission = section({ sharedAddresses: flag.default(false) })
const log = section({ level: z.enum(LOG_LEVELS, { error: LOG_LEVELS.join(', ') }).default('info') })

const shape = {
  network: network.default('main'),
  domain,
  listen: list(listenAddress, 'a list of multiaddrs').refine((entries) => entries.length > 0, {
    error: 'at least one address',
  }),
  announce: list(announceAddress, 'a list of multiaddrs', MAX_ANNOUNCED),
  allowPrivateAddresses: flag.default(false),
  bootstrap: list(bootstrapEntry, 'a list of domains or multiaddrs'),
  stun: stun.nullable().prefault({}),
  http: http.prefault({}),
  registration: registration.prefault({}),
  admission: admission.prefault({}),
  relay: relay.prefault({}),
  limits: limits.prefault({}),
  budgets: budgets.prefault({}),
  log: log.prefault({}),
}

/** What an operator's YAML file may hold. */
export const fileSchema = z
  .strictObject(
    {
      ...shape,
      dataDir: text('the path of a directory'),
      dev: text('the path of a JSON file').nullable().default(null),
    },
    { error: 'keys and values' },
  )
  .superRefine(checkTogether)

/** The same for programs: nothing on the disk with `dataDir: null`, and a development network as it is. */
export const programSchema = z
  .strictObject({
    ...shape,
    dataDir: text('a path, or null for memory').nullable().default(null),
    dev: z
      .custom<DevNetwork>((value) => typeof value === 'object')
      .nullable()
      .default(null),
  })
  .superRefine(checkTogether)

type Together = Pick<z.output<typeof programSchema>, keyof typeof shape>

/** What only several keys together can get wrong. */
function checkTogether(config: Together, context: z.RefinementCtx): void {
  const problem = (message: string, ...path: (string | number)[]) => context.addIssue({ code: 'custom', message, path })
  if (!config.allowPrivateAddresses) {
    if (config.announce.length === 0)
      problem('the public addresses of this node: libp2p cannot find them out', 'announce')
    for (const [index, address] of config.announce.entries()) {
      // An entry that is no multiaddr was told already: this runs all the same.
      if (isMultiaddr(address, isPrivate))
        problem('a public address (private ones need allowPrivateAddresses)', 'announce', index)
    }
  }
  if (config.stun !== null && config.stun.announce === null && WILDCARD_HOSTS.includes(config.stun.host)) {
    problem(`host:port of the responder as others see it, since stun.host is ${config.stun.host}`, 'stun', 'announce')
  }
  const { mode, tokens } = config.registration
  if (mode === 'token' && tokens.length === 0)
    problem('at least one token, since registration.mode is token', 'registration', 'tokens')
  if (mode !== 'token' && tokens.length > 0)
    problem(`no tokens, since registration.mode is ${mode}`, 'registration', 'tokens')
  if (config.http.tls === null && config.listen.some((address) => isMultiaddr(address, isSecure))) {
    problem('a certificate, since listen has an address with /tls/ws', 'http', 'tls')
  }
}

function isDomain(value: string): boolean {
  try {
    return parseDomain(value).length > 0
  } catch {
    return false
  }
}

function isMultiaddr(value: string, isGood: (address: Multiaddr) => boolean = () => true): boolean {
  try {
    return isGood(multiaddr(value))
  } catch {
    return false
  }
}

function isListenable(address: Multiaddr): boolean {
  return TCP.exactMatch(address) || WebSockets.exactMatch(address) || WebSocketsSecure.exactMatch(address)
}

function isSecure(address: Multiaddr): boolean {
  return WebSocketsSecure.exactMatch(address)
}

function hasPeerId(address: Multiaddr): boolean {
  return address.getComponents().at(-1)?.name === 'p2p'
}

/** As parseWellKnown has it: https, or plain http from this machine for development. */
function isPublicUrl(value: string): boolean {
  const parsed = URL.canParse(value) ? new URL(value) : null
  if (parsed === null || parsed.pathname !== '/' || parsed.search !== '' || parsed.hash !== '') return false
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname)
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLocal)
}
