import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import type { Invitation } from '../records/invitation.ts'
import type { SealedHome } from '../records/payloads.js'
import { domainRoutingKey, sealedRoutingKey } from '../records/routing-key.ts'
import { validateDomain, validateSealed } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedSealed } from '../records/verified-record.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import { directory } from '../wire/methods.ts'
import { newest } from './bundle.ts'
import { nodesOfRecord } from './operator-nodes.ts'
import type { Operators } from './operators.ts'

const FIND_TIMEOUT_MS = 8_000
/** A second opinion is worth waiting for, but not long. */
const SECOND_TIMEOUT_MS = 3_000
const LOCATE_TIMEOUT_MS = 5_000
/** Nodes of one domain that are asked, one after another. */
const MAX_NODES = 3

export interface SealedFinderOptions {
  operators: Operators
  /** Of the directory protocol. */
  channels: Pick<Channels, 'request'>
  network: string
  now: () => number
}

/** Asks operators for what an invitation leads to. docs/spec/invitations.md, "The guest" */
export interface SealedFinder {
  /**
   * The newest sealed record that is shown, asked at a quorum of the home and of one other operator, and where these have none
   * of the invitation's domain. Null: there is none. Throws UNREACHABLE (nobody was in a position to know), ABORTED, TIMEOUT.
   */
  find(invitation: Invitation, signal: AbortSignal): Promise<VerifiedSealed | null>
  /** The domain records of homes, under the keys that the sealed record gave. */
  homes(homes: SealedHome[], signal: AbortSignal): Promise<VerifiedDomain[]>
  /** Location envelopes that the homes keep of an identity, unchecked. */
  locations(id: Uint8Array, homes: VerifiedDomain[], signal: AbortSignal): Promise<Uint8Array[]>
}

interface Shown {
  envelope: Uint8Array
  isSure: boolean
}

export function createSealedFinder({ operators, channels, network, now }: SealedFinderOptions): SealedFinder {
  const time = () => ({ network, now: now() })

  /** What the home, or who stands in for it, and one other operator show for a routing key; those that fail are left out. */
  async function ask(routingKey: Uint8Array, signal: AbortSignal): Promise<Shown[]> {
    const question = { routingKeys: [Uint8Array.from(routingKey)], policy: 'quorum' }
    const second = operators.another([operators.home.domain])
    const answers = await Promise.allSettled([
      operators.ask(directory.find, question, { signal, timeoutMs: FIND_TIMEOUT_MS }).then(({ answer }) => answer),
      second === null ? null : second.ask(directory.find, question, { signal, timeoutMs: SECOND_TIMEOUT_MS }),
    ])
    const [first] = answers
    const given = answers.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []))
    if (given.length === 0 && first.status === 'rejected') throw first.reason
    return given.flatMap(({ records }) =>
      records.slice(0, 1).map(({ envelope, answers: heard, needed }) => {
        return { envelope, isSure: needed > 0 && heard >= needed }
      }),
    )
  }

  async function best<R extends VerifiedSealed | VerifiedDomain>(
    shown: Shown[],
    check: (envelope: Uint8Array) => Promise<R>,
  ): Promise<R | null> {
    const records: R[] = []
    for (const { envelope } of shown) {
      if (envelope.length === 0) continue
      try {
        records.push(await check(envelope))
      } catch (error) {
        // Whoever shows what does not hold has shown nothing.
        if (!isOpenPeerError(error)) throw error
      }
    }
    return newest<R>(records)?.record ?? null
  }

  async function domainRecord(domain: string, key: Uint8Array | null, signal: AbortSignal) {
    if (domain === operators.home.domain) return operators.home.record({ signal })
    const shown = await ask(domainRoutingKey(network, domain), signal)
    return best(shown, async (envelope) => {
      const record = await validateDomain(envelope, domain, time())
      if (key === null || isOf(record, key, now())) return record
      throw new OpenPeerError('WRONG_SIGNER', `This is not the key of ${domain} that the invitation leads to.`)
    })
  }

  async function atNodes<T>(record: VerifiedDomain, work: (node: Parameters<typeof callPeer>[1]) => Promise<T>) {
    for (const { addresses } of nodesOfRecord(record.payload).slice(0, MAX_NODES)) {
      try {
        return await work(addresses)
      } catch (error) {
        if (!isOpenPeerError(error) || isOpenPeerError(error, 'ABORTED')) throw error
      }
    }
    return null
  }

  /** The word of the invitation's own domain, where nobody else has the record. */
  async function atInvitation({ domain }: Invitation, routingKey: Uint8Array, signal: AbortSignal): Promise<Shown[]> {
    const record = await domainRecord(domain, null, signal)
    if (record === null) return []
    const question = { routingKeys: [Uint8Array.from(routingKey)], policy: 'quorum' }
    const limits = { signal, timeoutMs: FIND_TIMEOUT_MS }
    const answer = await atNodes(record, (node) => callPeer(channels, node, directory.find, question, limits))
    return (answer?.records ?? []).slice(0, 1).map(({ envelope }) => ({ envelope, isSure: false }))
  }

  return {
    async find(invitation, signal) {
      const { capability } = invitation
      const routingKey = sealedRoutingKey(network, capability)
      const check = (envelope: Uint8Array) => validateSealed(envelope, capability, time())
      const shown = await ask(routingKey, signal)
      const found = await best(shown, check)
      if (found !== null) return found
      const own = await best(await atInvitation(invitation, routingKey, signal), check)
      if (own !== null || shown.some(({ isSure }) => isSure)) return own
      throw new OpenPeerError('UNREACHABLE', 'Too few holders can be reached to tell where this invitation leads.')
    },

    async homes(homes, signal) {
      const asked = homes.map(({ domain, key }) => domainRecord(domain, key, signal).catch(orNothing))
      return (await Promise.all(asked)).filter((record) => record !== null)
    },

    async locations(id, homes, signal) {
      const question = { identityId: Uint8Array.from(id) }
      const asked = homes.map(async (record) => {
        const work = (limit: AbortSignal) =>
          atNodes(record, (node) => callPeer(channels, node, directory.locate, question, { signal: limit }))
        const answer = await withDeadline(work, { signal, timeoutMs: LOCATE_TIMEOUT_MS, what: 'Asking a home' }).catch(
          orNothing,
        )
        return answer?.locations ?? []
      })
      return (await Promise.all(asked)).flat()
    },
  }
}

function isOf({ payload }: VerifiedDomain, key: Uint8Array, now: number): boolean {
  if (equals(payload.key, key)) return true
  return payload.previousKeys.some(({ publicKey, until }) => until > now && equals(publicKey, key))
}

function orNothing(error: unknown): null {
  if (isOpenPeerError(error) && !isOpenPeerError(error, 'ABORTED')) return null
  throw error
}
