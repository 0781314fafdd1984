import { peerIdFromMultihash } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import * as Digest from 'multiformats/hashes/digest'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../../errors.ts'
import { withPeer } from '../../peer/addresses.ts'
import type { Bindings } from '../../peer/bindings.ts'
import { claimedDomain } from '../../peer/bundle.ts'
import { readAddress } from '../../peer/candidates.ts'
import { registrableDomain } from '../../records/registrable-domain.ts'
import { validateDomain } from '../../records/validate.ts'
import { openWitness } from '../../records/witness-statement.ts'
import { callPeer } from '../../wire/call.ts'
import type { Channels } from '../../wire/channels.ts'
import type { SeatedNode } from '../../wire/messages.js'
import { directory } from '../../wire/methods.ts'
import { troubleOf } from './examine-website.ts'

/** What one operator says that it saw of the domain. */
export interface WitnessFacts {
  /** Its domain. */
  witness: string
  /** Its statements that hold, by its own key, which its website shows; empty with a `trouble`, and when it saw nothing. */
  statements: { key: Uint8Array; website: boolean; dns: boolean; seenAt: number }[]
  trouble: string | null
}

interface AskWitnessesOptions {
  channels: Pick<Channels, 'request'>
  bindings: Bindings
  network: string
  /** ms */
  now: () => number
  signal: AbortSignal
}

const MAX_WITNESSES = 8
const TIMEOUT_MS = 6_000

/**
 * Asks those who hold the domain's record what they saw of its key: docs/spec/witnesses.md. Nodes of the domain's own owner
 * are left out. Throws ABORTED; all other troubles are facts.
 */
export async function askWitnesses(
  domain: string,
  holders: SeatedNode[],
  options: AskWitnessesOptions,
): Promise<WitnessFacts[]> {
  const asked = await Promise.all(holders.slice(0, MAX_WITNESSES).map((holder) => askOne(domain, holder, options)))
  return asked.filter((facts) => facts !== null)
}

async function askOne(domain: string, holder: SeatedNode, options: AskWitnessesOptions): Promise<WitnessFacts | null> {
  const { channels, bindings, network, now, signal } = options
  let witness: string | null = null
  try {
    witness = await claimedDomain(holder.domainRecord, network)
    if (witness === null || registrableDomain(witness) === registrableDomain(domain)) return null
    const { payload } = await validateDomain(holder.domainRecord, witness, { network, now: now() })
    const [{ status }, { statements }] = await Promise.all([
      bindings.check(witness, payload.key, signal),
      callPeer(channels, addressesOf(holder), directory.witness, { domain }, { signal, timeoutMs: TIMEOUT_MS }),
    ])
    if (status !== 'verified' && status !== 'remembered') {
      throw new OpenPeerError('BINDING_MISMATCH', `The website of ${witness} does not show the key of its node.`)
    }
    const opened = await Promise.all(statements.map((bytes) => openWitness(bytes, network)))
    const own = opened.filter(({ signer, payload: said }) => equals(signer, payload.key) && said.domain === domain)
    return { witness, statements: own.map((statement) => statement.payload), trouble: null }
  } catch (error) {
    const trouble = troubleOf(error)
    return witness === null ? null : { witness, statements: [], trouble }
  }
}

function addressesOf({ peerId, multiaddrs }: SeatedNode): Multiaddr[] {
  const peer = peerOf(peerId)
  return multiaddrs.flatMap((bytes) => readAddress(bytes).flatMap((address) => withPeer(address, peer) ?? []))
}

function peerOf(bytes: Uint8Array) {
  try {
    return peerIdFromMultihash(Digest.decode(bytes))
  } catch (cause) {
    throw new OpenPeerError('MALFORMED_MESSAGE', 'An operator named a node without a readable peer id.', { cause })
  }
}
