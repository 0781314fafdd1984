import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { type Admission, type AdmissionOptions, createAdmission } from '../../src/federation/admission.ts'
import type { WitnessWord } from '../../src/federation/admission-evidence.ts'
import type { Sighting } from '../../src/federation/domain-bindings.ts'
import {
  createOperatorTable,
  type NamedNode,
  namedNode,
  type OperatorTable,
} from '../../src/federation/operator-table.ts'
import { validateDomain } from '../../src/records/validate.ts'
import { NETWORK } from './sealed-records.ts'
import { domainRecord, seated, seatOf, sighting } from './seats.ts'

export const MET = multiaddr('/ip4/192.0.2.7/tcp/5')
export const ADDRESS = '/ip4/192.0.2.7/tcp/4001'
export const DAY_MS = 24 * 3_600_000

/** A node that wants in, with a domain whose record it shows. */
export interface Candidate {
  node: NamedNode
  domain: string
  key: Ed25519PrivateKey
  /** what it shows when it is asked; throws like a call where it does not answer */
  show: () => Promise<Uint8Array>
}

/** The real admission before a table, with a clock that the test turns and an outside that it scripts. */
export interface Door {
  admission: Admission
  table: OperatorTable
  clock: { now: number }
  /** what the outside says of a domain; it shows its key unless the test says otherwise */
  sightings: Map<string, Partial<Sighting> | Error>
  /** domains that were looked at, in order */
  looked: string[]
  words: WitnessWord[]
  /** the newest record of a domain that others hold */
  newest: Map<string, Uint8Array>
  /** domains that were seen before */
  known: Set<string>
  /** how often a node was asked who it is */
  asked: Map<string, number>
  gone: string[]
  /** holds all looks back until it is called */
  hold(): () => void
  add(domain: string, fields?: { record?: Uint8Array; address?: string }): Promise<Candidate>
  /** Shows the candidate in, and waits until that came to an end. */
  meet(candidate: Candidate): Promise<void>
  /** Waits until all that was begun has come to an end. */
  settle(): Promise<void>
  stop(): void
}

export async function openDoor(options: Partial<AdmissionOptions> = {}): Promise<Door> {
  const clock = { now: Date.now() }
  const self = peerIdFromPrivateKey(await generateKeyPair('Ed25519'))
  const table = createOperatorTable({ network: NETWORK, self: seated(self, [], seatOf('self.test')), k: 8 })
  const candidates = new Map<string, Candidate>()
  const lifetime = new AbortController()
  const door = {
    ...{ table, clock, sightings: new Map(), looked: [], words: [], newest: new Map(), known: new Set(), gone: [] },
    asked: new Map(),
  } as unknown as Door
  let running = 0
  let gate: Promise<void> = Promise.resolve()
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    running++
    try {
      return await work()
    } finally {
      running--
    }
  }
  const settle = async () => {
    // Whatever is begun goes on over promises and signatures alone.
    for (let quiet = 0; quiet < 20; quiet = running === 0 ? quiet + 1 : 0) await new Promise(setImmediate)
  }
  const admission = createAdmission({
    network: NETWORK,
    bindings: {
      known: (domain, key) => (door.known.has(domain) ? sighting(domain, key) : null),
      check: (domain, key) =>
        counted(async () => {
          door.looked.push(domain)
          await gate
          const seen = door.sightings.get(domain)
          if (seen instanceof Error) throw seen
          return sighting(domain, key, { nextLookAt: clock.now + 60_000, ...seen })
        }),
    },
    askWitnesses: async () => door.words,
    introduce: (node) =>
      counted(async () => {
        door.asked.set(node.key, (door.asked.get(node.key) ?? 0) + 1)
        return (await candidates.get(node.key)?.show()) ?? new Uint8Array()
      }),
    newest: async (domain) => {
      const bytes = door.newest.get(domain)
      return bytes === undefined ? null : await validateDomain(bytes, domain, { network: NETWORK, now: clock.now })
    },
    resolveHost: async () => [],
    sharedAddresses: false,
    usable: (addresses) => [...addresses],
    isConnected: () => true,
    table,
    onAdmitted: () => {},
    onGone: ({ key }) => door.gone.push(key),
    onRefused: () => {},
    now: () => clock.now,
    random: () => 0.5,
    lifetime: lifetime.signal,
    ...options,
  })
  return Object.assign(door, {
    admission,
    settle,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    async add(domain: string, { record, address = ADDRESS }: { record?: Uint8Array; address?: string } = {}) {
      const key = await generateKeyPair('Ed25519')
      const node = namedNode(peerIdFromPrivateKey(await generateKeyPair('Ed25519')), [])
      const own = await domainRecord(domain, key, [{ peerId: node.peerId, addresses: [address] }], { seq: clock.now })
      const candidate = { node, domain, key, show: async () => record ?? own }
      candidates.set(node.key, candidate)
      return candidate
    },
    async meet({ node }: Candidate) {
      admission.meet(node, MET)
      await settle()
    },
    stop: () => lifetime.abort(),
  })
}

/** A door that is closed at the end. */
export async function withDoor(work: (door: Door) => Promise<void>): Promise<void> {
  const door = await openDoor()
  try {
    await work(door)
  } finally {
    door.stop()
  }
}

export const seatIn = ({ table }: Door, { node }: Candidate) => table.find(node.key)?.seat ?? null
/** Why a candidate was refused; null when it was not. */
export const reason = ({ admission }: Door, { node }: Candidate) => admission.refusal(node.key)?.code ?? null

/** A record of the candidate's domain with other fields, signed by the domain's key unless another is given. */
export function recordOf(
  { domain, key, node }: Candidate,
  fields: Parameters<typeof domainRecord>[3] & { lists?: boolean } = {},
) {
  const { lists = true, ...rest } = fields
  return domainRecord(domain, key, lists ? [{ peerId: node.peerId, addresses: [ADDRESS] }] : [], rest)
}
