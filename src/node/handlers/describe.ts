import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { DomainRecordKeeper } from '../domain-record.ts'

/** `describe`: who this node is, what time it has, and from where it sees the asker (docs/spec/directory.md). */
export function describeHandler({
  domainRecord,
  now,
}: {
  domainRecord: DomainRecordKeeper
  now: () => number
}): Handler {
  return answering(directory.describe, async (_, { connection }) => ({
    domainRecord: (await domainRecord.made()).bytes,
    time: now(),
    observedAddress: Uint8Array.from(connection.remoteAddr.bytes),
  }))
}
