import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import type { AskWitnesses, WitnessWord } from '../federation/admission-evidence.ts'
import type { OperatorDirectory } from '../federation/operator-directory.ts'
import type { OperatorEntry } from '../federation/operator-table.ts'
import { isCurrent } from '../identity-proofs/binding-status.ts'
import { judgeWitnesses, type Testimony } from '../identity-proofs/witnesses.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { domainRoutingKey } from '../records/routing-key.ts'
import { openWitness } from '../records/witness-statement.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import { directory } from '../wire/methods.ts'

const ASK_TIMEOUT_MS = 2_000

/** What a domain's holders, as this node admitted them, say that they saw. Never throws; empty when nobody says anything. */
export type CollectTestimonies = (domain: string, signal: AbortSignal) => Promise<Testimony[]>

export interface CollectOptions {
  network: string
  operators: () => Pick<OperatorDirectory, 'view' | 'self' | 'recordOf'>
  channels: () => Pick<Channels, 'request'>
  now: () => number
}

/** Makes the collecting of statements for a node whose own eyes see nothing (docs/spec/witnesses.md, "Collecting"). */
export function createCollector({ network, operators, channels, now }: CollectOptions): CollectTestimonies {
  async function ask(entry: OperatorEntry, domain: string, signal: AbortSignal): Promise<Testimony[]> {
    const { peerId, multiaddrs, seat } = entry
    const record = operators().recordOf(peerId)
    if (record === null) return []
    const addresses = multiaddrs.map((address) => address.encapsulate(`/p2p/${peerId}`))
    const limits = { signal, timeoutMs: ASK_TIMEOUT_MS }
    const { statements } = await callPeer(channels(), addresses, directory.witness, { domain }, limits)
    const opened = await Promise.all(statements.map((bytes) => openWitness(bytes, network)))
    return opened
      .filter(({ payload, signer }) => payload.witness === seat.domain && equals(signer, record.payload.key))
      .filter(({ payload }) => payload.domain === domain && isCurrent(payload.seenAt, now()))
      .map((statement) => ({ statement, addressGroups: seat.addressGroups }))
  }

  return async (domain, signal) => {
    const { holders } = operators().view(domainRoutingKey(network, domain))
    const owner = registrableDomain(domain)
    const others = holders.filter(({ key, seat }) => key !== operators().self.key && seat.registrableDomain !== owner)
    const answers = await Promise.all(
      others.map((entry) => ask(entry, domain, signal).catch((error): Testimony[] => unlessOurFault(error))),
    )
    return answers.flat()
  }
}

/** The same as words for one key, for admission; a key that a witness contradicts has none. */
export function createAskWitnesses(collect: CollectTestimonies, now: () => number): AskWitnesses {
  return async (domain, key, signal) => {
    const testimonies = await collect(domain, signal)
    const { result } = judgeWitnesses({ domain, key, testimonies, txtShowsKey: false, now: now() })
    if (result === 'contested') return []
    return testimonies.filter(({ statement }) => equals(statement.payload.key, key)).map(wordOf)
  }
}

function wordOf({ statement: { payload }, addressGroups }: Testimony): WitnessWord {
  const { witness, website, dns, seenAt } = payload
  return { registrableDomain: registrableDomain(witness), addressGroups, website, dns, seenAt }
}

/** Whoever cannot be asked, or signs nonsense, is no witness. */
function unlessOurFault(error: unknown): [] {
  if (isOpenPeerError(error)) return []
  throw error
}
