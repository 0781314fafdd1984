import { equals } from 'uint8arrays/equals'
import type { VerifiedRecord } from '../records/verified-record.ts'
import type { NameRegistry } from './name-registry.ts'

/**
 * Whether a record stays at this node whoever else holds it (docs/spec/placement.md, "Republish"): what its domain signed,
 * and the identities of people who are at home here or have a name here.
 */
export function createOwnKeeping(options: {
  domain: string
  /** raw Ed25519 */
  domainKey: Uint8Array
  registry: Pick<NameRegistry, 'namesOf'>
}): (record: VerifiedRecord) => boolean {
  const { domain, domainKey, registry } = options
  return (record) => {
    if (record.kind === 'domain') return record.payload.domain === domain
    if (record.kind === 'name') return equals(record.signer, domainKey)
    if (record.kind !== 'identity') return false
    return record.payload.homes.includes(domain) || registry.namesOf(record.payload.id).length > 0
  }
}
