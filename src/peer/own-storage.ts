import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { type Name, parseName } from '../records/names.ts'
import { identityRoutingKey, nameRoutingKey } from '../records/routing-key.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import type { PeerStorage } from './storage.ts'

const IDENTITY_KEY = 'self/identity'
const NAME_KEY = 'self/name'

/** A name of ours, with the record that proves it. */
export interface OwnName {
  name: Name
  record: VerifiedName
}

/** What a peer keeps of its own records across restarts; all times apart, it is checked again when it is read. */
export interface OwnStorage {
  /** Throws `openRecord`'s codes. */
  identity(): Promise<VerifiedIdentity | null>
  name(): Promise<OwnName | null>
  keepIdentity(identity: VerifiedIdentity): Promise<void>
  keepName(given: OwnName & { domainKey: Uint8Array }): Promise<void>
}

export function ownStorage(storage: PeerStorage, { id, network }: { id: Uint8Array; network: string }): OwnStorage {
  return {
    async identity() {
      const bytes = await storage.get(IDENTITY_KEY)
      if (bytes === null) return null
      return (await openRecord(bytes, identityRoutingKey(network, id), { network })) as VerifiedIdentity
    },
    async name() {
      const bytes = await storage.get(NAME_KEY)
      if (bytes === null) return null
      const stored = JSON.parse(toText(bytes)) as { name: string; domainKey: string; record: string }
      const name = parseName(stored.name)
      const routingKey = nameRoutingKey(network, fromString(stored.domainKey, 'base64'), name.local)
      const record = await openRecord(fromString(stored.record, 'base64'), routingKey, { network })
      return { name, record: record as VerifiedName }
    },
    keepIdentity: (identity) => storage.put(IDENTITY_KEY, identity.bytes),
    async keepName({ name, domainKey, record }) {
      const stored = { name: name.text, domainKey: base64(domainKey), record: base64(record.bytes) }
      await storage.put(NAME_KEY, fromString(JSON.stringify(stored)))
    },
  }
}

function base64(bytes: Uint8Array): string {
  return toText(bytes, 'base64')
}
