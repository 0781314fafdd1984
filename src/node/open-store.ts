import { OpenPeerError } from '../errors.ts'
import { openRecordStore } from '../federation/record-store.ts'
import type { WriteGate } from '../federation/write-gate.ts'
import type { OperatorConfig } from './config.ts'

/** Opens the records of a node. Throws INVALID_CONFIG when the directory cannot be used. */
export async function openStore(
  path: string | null,
  { network, limits }: OperatorConfig,
  gate: WriteGate,
  now: () => number,
) {
  const { maxRecords, maxRecordsPerDomain } = limits
  try {
    return await openRecordStore({ path, network, now, gate, maxRecords, maxRecordsPerDomain })
  } catch (cause) {
    const reason =
      cause instanceof Error
        ? `${cause.message}${cause.cause instanceof Error ? `: ${cause.cause.message}` : ''}`
        : cause
    const text = `dataDir: cannot open the records in ${path} (${reason}); does another node run on the same directory?`
    throw new OpenPeerError('INVALID_CONFIG', text, { cause })
  }
}
