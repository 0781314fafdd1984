import type { Ed25519PrivateKey } from '@libp2p/interface'
import { toString as textOf } from 'uint8arrays/to-string'
import { isOpenPeerError } from '../errors.ts'
import type { DomainBindings, Sighting } from '../federation/domain-bindings.ts'
import type { RecordStore } from '../federation/record-store.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import { domainRoutingKey } from '../records/routing-key.ts'
import { sealWitness } from '../records/witness-statement.ts'
import { MAX_STATEMENTS } from '../wire/methods.ts'
import { within } from '../wire/within.ts'

/** A look takes up to 12 s where the website is silent; who asks is told what is remembered sooner. */
const LOOK_WAIT_MS = 1_000
/** Looks that are waited for at a time. */
const MAX_WAITING = 64
const MAX_SIGNED = 4_096

export interface WitnessStatements {
  /**
   * What this node itself saw of the domain within 30 days: at most one statement for its current key and one for its next.
   * It looks anew only where it holds the domain's record: names that it does not hold would be free fetches for strangers.
   */
  of(domain: string): Promise<Uint8Array<ArrayBuffer>[]>
}

export interface WitnessStatementsOptions {
  network: string
  /** this node's own */
  domain: string
  domainKey: Ed25519PrivateKey
  bindings: DomainBindings
  store: Pick<RecordStore, 'get'>
}

/** Makes what one node says as a witness. Spec: docs/spec/witnesses.md, "Asking a witness" */
export function createWitnessStatements(options: WitnessStatementsOptions): WitnessStatements {
  const { network, domain: witness, domainKey, bindings, store } = options
  const owner = registrableDomain(witness)
  /** by what was seen: signing takes longer than all the rest */
  const signed = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  let waiting = 0

  async function lookIfHeld(domain: string): Promise<void> {
    if (waiting >= MAX_WAITING) return
    waiting++
    try {
      const held = await store.get(domainRoutingKey(network, domain))
      if (held?.kind !== 'domain') return
      const look = bindings.check(domain, held.payload.key, { purpose: 'answer' })
      await within(look, { signal: undefined, timeoutMs: LOOK_WAIT_MS })
    } catch (error) {
      // What is remembered is the answer then.
      if (!isOpenPeerError(error)) throw error
    } finally {
      waiting--
    }
  }

  function sign({
    domain,
    key,
    website,
    dns,
    seenAt,
  }: Sighting & { seenAt: number }): Promise<Uint8Array<ArrayBuffer>> {
    const id = `${domain} ${textOf(key, 'base64')} ${website} ${dns} ${seenAt}`
    const known = signed.get(id)
    if (known !== undefined) return known
    const made = sealWitness({ witness, domain, key, website, dns, seenAt }, domainKey, network)
    signed.set(id, made)
    const oldest = signed.keys().next()
    if (signed.size > MAX_SIGNED && !oldest.done) signed.delete(oldest.value)
    return made
  }

  return {
    async of(domain) {
      // Nobody is a witness for what is its own.
      if (registrableDomain(domain) === owner) return []
      await lookIfHeld(domain)
      const seen = bindings.seen(domain).slice(0, MAX_STATEMENTS)
      return Promise.all(seen.flatMap((sighting) => (isSeen(sighting) ? [sign(sighting)] : [])))
    },
  }
}

function isSeen(sighting: Sighting): sighting is Sighting & { seenAt: number } {
  return sighting.seenAt !== null
}
