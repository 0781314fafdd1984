import type { Multiaddr } from '@multiformats/multiaddr'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import { judgeWitnesses, type Testimony, type Verdict } from '../identity-proofs/witnesses.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { domainRoutingKey } from '../records/routing-key.ts'
import { openWitness } from '../records/witness-statement.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import { directory } from '../wire/methods.ts'
import { within } from '../wire/within.ts'
import { groupsOfAddresses } from './address-group.ts'
import type { Bindings } from './bindings.ts'
import { type AskHolders, chooseHolders, type Holder, namedHolders } from './find-holders.ts'
import type { Operators } from './operators.ts'

/** What independent operators saw of a domain whose website this peer cannot read itself. */
export interface Witnesses {
  /**
   * Finds the domain's holders, asks each what it saw, and judges it for one key; null when there was nobody to ask. Takes at
   * most 3 s, and nothing where the same was asked within a minute. `txtShowsKey`: this peer sees the key in DNS. Throws
   * ABORTED only. docs/spec/witnesses.md, "Collecting".
   */
  judge(
    domain: string,
    key: Uint8Array,
    options: { txtShowsKey: boolean; signal: AbortSignal },
  ): Promise<Verdict | null>
}

export interface WitnessesOptions {
  network: string
  operators: Pick<Operators, 'home' | 'others'>
  channels: Pick<Channels, 'request'>
  bindings: Bindings
  /** where this peer is connected with a node, by its peer id; null when it is not */
  metAt: (peerId: string) => Multiaddr | null
  now: () => number
}

export const COLLECT_TIMEOUT_MS = 3_000
const ASK_TIMEOUT_MS = 1_500
/** Operators of other registrable domains than the home's that are asked for holders. */
const MAX_OTHERS = 2
const FRESH_MS = 60_000
const MAX_HELD = 256

interface Heard {
  testimonies: Testimony[]
  /** An operator of another owner than the home's named holders: those that the home alone names may all be its own. */
  isIndependent: boolean
}

interface Collected {
  heard: Promise<Heard>
  at: number
}

export function createWitnesses(options: WitnessesOptions): Witnesses {
  const { network, operators, channels, bindings, metAt, now } = options
  const held = new Map<string, Collected>()

  function collectOnce(domain: string): Promise<Heard> {
    const last = held.get(domain)
    if (last !== undefined && now() - last.at < FRESH_MS) return last.heard
    const heard = collect(domain, timeoutSignal(COLLECT_TIMEOUT_MS))
    held.delete(domain)
    held.set(domain, { heard, at: now() })
    const oldest = held.keys().next()
    if (held.size > MAX_HELD && !oldest.done) held.delete(oldest.value)
    return heard
  }

  async function collect(domain: string, signal: AbortSignal): Promise<Heard> {
    const routingKey = domainRoutingKey(network, domain)
    const check = { network, bindings, now: now(), signal }
    const limits = { signal, timeoutMs: ASK_TIMEOUT_MS }
    const asked = [operators.home, ...othersThan(operators.home.domain)]
    let isIndependent = false
    const sources = asked.map((operator): AskHolders => {
      return async (key) => {
        const { nodes } = await operator.ask(directory.holders, { routingKey: Uint8Array.from(key) }, limits)
        isIndependent ||= operator !== operators.home && nodes.length > 0
        return nodes
      }
    })
    const named = await namedHolders(routingKey, sources, check)
    // With nobody but the home to ask, those that it named say whom they would choose.
    const first = chooseHolders(network, routingKey, named)
    const more = asked.length > MAX_OTHERS ? [] : first.slice(0, MAX_OTHERS).map(holderSource)
    const alsoNamed = await namedHolders(routingKey, more, check)
    const holders = chooseHolders(network, routingKey, [...named, ...alsoNamed])
    const answers = await Promise.all(holders.map((holder) => testimoniesOf(holder, domain, signal)))
    return { testimonies: answers.flat(), isIndependent }

    function holderSource({ node }: Holder): AskHolders {
      return async (key) => {
        const message = { routingKey: Uint8Array.from(key) }
        return (await callPeer(channels, node.addresses, directory.holders, message, limits)).nodes
      }
    }
  }

  function othersThan(home: string) {
    const taken = new Set([registrableDomain(home)])
    const others = operators.others().filter(({ domain }) => {
      const owner = registrableDomain(domain)
      return !taken.has(owner) && taken.add(owner)
    })
    return others.slice(0, MAX_OTHERS)
  }

  /** What one holder says, as far as its own domain's key signed it. */
  async function testimoniesOf(
    { node, record, seat }: Holder,
    domain: string,
    signal: AbortSignal,
  ): Promise<Testimony[]> {
    try {
      const limits = { signal, timeoutMs: ASK_TIMEOUT_MS }
      const { statements } = await callPeer(channels, node.addresses, directory.witness, { domain }, limits)
      const opened = await Promise.all(statements.map((bytes) => openWitness(bytes, network)))
      const met = metAt(node.peerId)
      const addressGroups = [...new Set([...seat.addressGroups, ...groupsOfAddresses(met === null ? [] : [met])])]
      return opened
        .filter(({ payload, signer }) => payload.witness === seat.domain && equals(signer, record.payload.key))
        .map((statement) => ({ statement, addressGroups }))
    } catch (error) {
      if (isOpenPeerError(error)) return []
      throw error
    }
  }

  return {
    async judge(domain, key, { txtShowsKey, signal }) {
      const limits = { signal, timeoutMs: COLLECT_TIMEOUT_MS }
      const heard = await within(collectOnce(domain), limits).catch((error) => {
        if (isOpenPeerError(error, 'TIMEOUT')) return null
        throw error
      })
      if (heard === null || heard.testimonies.length === 0) return null
      const verdict = judgeWitnesses({ domain, key, testimonies: heard.testimonies, txtShowsKey, now: now() })
      return verdict.result === 'witnessed' && !heard.isIndependent ? { ...verdict, result: 'home-only' } : verdict
    },
  }
}
