import type { Ed25519PrivateKey } from '@libp2p/interface'
import type { Federation } from '../federation/federation.ts'
import { rawPublicKey } from '../records/keys.ts'
import { RECORD_LIMITS } from '../records/kinds.ts'
import { hideMovedTo } from '../records/moved-to.ts'
import { parseName } from '../records/names.ts'
import { nameHash, nameRoutingKey } from '../records/routing-key.ts'
import { type Issued, issueRecord } from './issue-record.ts'
import type { Log } from './log.ts'
import type { NameEntry, NameRegistry } from './name-registry.ts'

const LIFETIME_MS = RECORD_LIMITS.name.maxLifetimeMs
/** Names renewed in one step, so that a domain with a million of them goes on answering meanwhile. */
export const RENEWAL_BATCH = 64
/** A name whose renewal failed is tried again after this long. */
const RETRY_MS = 10 * 60_000

export interface NameRecordsOptions {
  network: string
  domainKey: Ed25519PrivateKey
  registry: NameRegistry
  federation: Federation
  log: Log
  now: () => number
}

/** The signed form of what the registry says (docs/spec/directory.md, "Register"). */
export interface NameRecords {
  /** Signs, stores and publishes the name's next record. Throws what `issueRecord` throws. */
  issue(entry: NameEntry, signal?: AbortSignal): Promise<Issued<'name'>>
  /** Renews every name that is past half its life; answers how many it renewed. */
  renewDue(signal: AbortSignal): Promise<number>
}

export function createNameRecords(options: NameRecordsOptions): NameRecords {
  const { network, domainKey, registry, federation, log, now } = options
  const key = rawPublicKey(domainKey.publicKey)

  async function issue(entry: NameEntry, signal?: AbortSignal): Promise<Issued<'name'>> {
    const { local, identityId, since, previousId, movedTo } = entry
    const issued = await issueRecord({
      kind: 'name',
      routingKey: nameRoutingKey(network, key, local),
      key: domainKey,
      payload: (seq) => ({
        nameHash: nameHash(local),
        identityId,
        seq,
        expiresAt: seq + LIFETIME_MS,
        since: Math.min(since, seq),
        ...(previousId !== null && { previousId }),
        ...(movedTo !== null && { movedTo: hideMovedTo(parseName(movedTo), { local, domainKey: key, seq }) }),
      }),
      ...{ federation, network, now },
      ...(signal && { signal }),
    })
    registry.setRenewAt(local, issued.record.seq + LIFETIME_MS / 2)
    return issued
  }

  async function renew(entry: NameEntry, signal: AbortSignal): Promise<boolean> {
    try {
      await issue(entry, signal)
      return true
    } catch (error) {
      if (signal.aborted) return false
      log.warn({ err: error, name: entry.local }, 'a name could not be renewed and will be tried again')
      registry.setRenewAt(entry.local, now() + RETRY_MS)
      return false
    }
  }

  return {
    issue,
    async renewDue(signal) {
      let renewed = 0
      while (!signal.aborted) {
        const batch = registry.due(now(), RENEWAL_BATCH)
        const results = await Promise.all(batch.map((entry) => renew(entry, signal)))
        renewed += results.filter(Boolean).length
        if (batch.length < RENEWAL_BATCH) break
      }
      return renewed
    },
  }
}
