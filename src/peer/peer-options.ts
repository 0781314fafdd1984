import { OpenPeerError } from '../errors.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import { checkNetwork, RECORD_LIMITS } from '../records/kinds.ts'
import { parseDomain } from '../records/names.ts'
import type { Accept } from './check-caller.ts'
import type { KeyStore, PeerKeys } from './key-store.ts'
import { type OperatorNode, parseNodeAddresses } from './operator-nodes.ts'
import { DEFAULT_PRIVACY, type Privacy } from './own-addresses.ts'
import type { Timers } from './renew.ts'
import type { PeerStorage } from './storage.ts'

/** How a peer is started. docs/guides/app-developers.md. */
export interface PeerOptions {
  /** Holds the keys of this device; make them once with `createKeys`. */
  keyStore: KeyStore
  /** The domain of the operator that introduces this peer: `a.example`. */
  home: string
  /** Must be the keys' network; default: that. */
  network?: string
  /** The home's operator nodes (multiaddrs with `/p2p/…`); default: those that its website names. */
  homeAddresses?: string[]
  /** Further operator domains to ask for second opinions, and when the home is down. */
  operators?: string[]
  /** Contacts, own records and chat; closed by `stop`. Default: memory, gone at the end. */
  storage?: PeerStorage
  /** The door to websites and DNS; default: the runtime's. One that is given is not stopped with the peer. */
  outside?: Outside
  /** Multiaddrs to listen at; default in Node.js: TCP on any port, the same at each start. Pages cannot listen. */
  listen?: string[]
  privacy?: Partial<Privacy>
  /** Who may call; default: contacts that are verified or pinned. */
  accept?: Accept
  /** STUN and TURN servers; default: the STUN servers in the home's domain record. */
  iceServers?: RTCIceServer[]
  /** Of the identity record (at most and by default 90 days) and the location record (2 hours), in ms. */
  lifetimes?: { identityMs?: number; locationMs?: number }
  /** ms; default: the clock. */
  now?: () => number
  /** Timers of renewals; default: the runtime's. */
  timers?: Timers
}

/** `PeerOptions` with everything checked and decided that can be before anything starts. */
export interface Settings {
  network: string
  home: string
  homeNodes: OperatorNode[]
  operators: string[]
  privacy: Privacy
  identityMs: number
  locationMs: number
}

const MIN_LIFETIME_MS = 1_000

/** Throws INVALID_NAME (a domain), INVALID_ARGUMENT (a network's name), INVALID_CONFIG (all else), saying which option. */
export function readSettings(options: PeerOptions, keys: PeerKeys): Settings {
  const { network = keys.network, lifetimes = {} } = options
  checkNetwork(network)
  if (network !== keys.network) {
    throw new OpenPeerError('INVALID_CONFIG', `These keys are of the network "${keys.network}", not of "${network}".`)
  }
  return {
    network,
    home: parseDomain(options.home),
    homeNodes: parseNodeAddresses(options.homeAddresses ?? []),
    operators: (options.operators ?? []).map(parseDomain),
    privacy: { ...DEFAULT_PRIVACY, ...options.privacy },
    identityMs: lifetime('identity', lifetimes.identityMs),
    locationMs: lifetime('location', lifetimes.locationMs),
  }
}

function lifetime(kind: 'identity' | 'location', ms: number | undefined): number {
  const { maxLifetimeMs } = RECORD_LIMITS[kind]
  if (ms === undefined) return maxLifetimeMs
  if (Number.isInteger(ms) && ms >= MIN_LIFETIME_MS && ms <= maxLifetimeMs) return ms
  throw new OpenPeerError(
    'INVALID_CONFIG',
    `lifetimes.${kind}Ms must be a whole number from ${MIN_LIFETIME_MS} to ${maxLifetimeMs}, not ${ms}.`,
  )
}
