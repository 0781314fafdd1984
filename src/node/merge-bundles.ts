import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { select } from '../records/select.ts'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { ResolvedBundle } from './resolved-bundle.ts'

/**
 * The best of what the holders and the domain's own node gave for one name, record by record. An identity that the name
 * does not lead to goes.
 *
 * @throws OpenPeerError KEY_LOG_CONFLICT when both show key logs that cannot both be true
 */
export function mergeBundles(held: ResolvedBundle, own: ResolvedBundle): ResolvedBundle {
  const domain = newer(held.domain, own.domain)
  const name = newer(held.name, own.name)
  const id = name?.payload.identityId ?? null
  const leadsTo = (bundle: ResolvedBundle) =>
    id !== null && bundle.identity !== null && equals(bundle.identity.payload.id, id) ? bundle : null
  const identity = newer(leadsTo(held)?.identity ?? null, leadsTo(own)?.identity ?? null)
  return {
    ...held,
    domain,
    name,
    identity,
    locations: leadsTo(own)?.locations ?? [],
    source: own.name === null ? held.source : 'domain',
    refused: [...held.refused, ...own.refused],
  }
}

function newer<R extends VerifiedRecord>(a: R | null, b: R | null): R | null {
  if (a === null || b === null) return a ?? b
  // Under another key of the domain the name has another routing key; the holders' is by the key that counts.
  if (!equals(a.routingKey, b.routingKey)) return a
  const selection = select(a, b)
  if (!selection.conflict) return selection.winner === 'b' ? b : a
  throw new OpenPeerError('KEY_LOG_CONFLICT', 'Two key logs of this identity contradict each other: trust neither')
}
