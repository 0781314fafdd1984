import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import { validateName } from '../records/validate.ts'
import { directory } from '../wire/methods.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import { registerName } from './register.ts'

export interface RefreshNameOptions {
  own: OwnRecords
  operators: Operators
  network: string
  now: () => number
  signal?: AbortSignal | undefined
}

/** Part of a name record's life that must be left, or the name is registered again. */
const LEAST_LEFT = 0.25

/**
 * Fetches the newest record of this peer's own name from the home, and registers again when that is about to end or is
 * gone. Throws UNREACHABLE, ABORTED, NAME_OWNED_BY_ANOTHER (the home gave the name away), and `registerName`'s codes.
 */
export async function refreshName({ own, operators, network, now, signal }: RefreshNameOptions): Promise<void> {
  const { named } = own
  if (named === null) return
  const limits = signal === undefined ? {} : { signal }
  const domain = await operators.home.record(limits)
  const question = { name: named.name.text, id: new Uint8Array(0), policy: 'network' }
  const { nameRecord } = await operators.home.ask(directory.resolve, question, limits)
  if (nameRecord.length > 0 && (await isGood())) return
  await registerName(named.name.local, { signal }, { own, operators, network, now })

  async function isGood(): Promise<boolean> {
    if (named === null) return true
    try {
      const record = await validateName(nameRecord, domain.payload.key, named.name, { network, now: now() })
      const left = ((record.expiresAt ?? 0) - now()) / ((record.expiresAt ?? 0) - record.seq)
      if (left < LEAST_LEFT || !equals(record.payload.identityId, own.id)) return false
      await own.keep(await own.identity(), { name: named.name, domainKey: domain.payload.key, record })
      return true
    } catch (error) {
      if (isOpenPeerError(error, 'RECORD_EXPIRED') || isOpenPeerError(error, 'WRONG_SIGNER')) return false
      throw error
    }
  }
}
