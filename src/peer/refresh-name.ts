import { equals } from 'uint8arrays/equals'
import { isOpenPeerError } from '../errors.ts'
import { claimsName } from '../records/name-history.ts'
import { type Name, parseName } from '../records/names.ts'
import { validateName } from '../records/validate.ts'
import { directory } from '../wire/methods.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import type { OwnName } from './own-storage.ts'
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
  const name = own.named === null ? null : await nameAtHome(own.named, own)
  if (name === null) return
  const limits = signal === undefined ? {} : { signal }
  const domain = await operators.home.record(limits)
  const question = { name: name.text, id: new Uint8Array(0), policy: 'network' }
  const { nameRecord } = await operators.home.ask(directory.resolve, question, limits)
  if (nameRecord.length > 0 && (await isGood())) return
  // A plain device cannot: its publishers do.
  if (!own.isPublisher) return
  await registerName(name.local, { signal }, { own, operators, network, now })

  async function isGood(): Promise<boolean> {
    if (name === null) return true
    try {
      const record = await validateName(nameRecord, domain.payload.key, name, { network, now: now() })
      const left = ((record.expiresAt ?? 0) - now()) / ((record.expiresAt ?? 0) - record.seq)
      if (left < LEAST_LEFT || !equals(record.payload.identityId, own.id)) return false
      await own.keep(await own.identity(), { name, domainKey: domain.payload.key, record })
      return true
    } catch (error) {
      if (isOpenPeerError(error, 'RECORD_EXPIRED') || isOpenPeerError(error, 'WRONG_SIGNER')) return false
      throw error
    }
  }
}

/**
 * The own name at the home there is now: after a move by another device, or one that was interrupted, the same local part
 * there, where the identity lists it; null where there is none.
 */
async function nameAtHome({ name }: OwnName, own: OwnRecords): Promise<Name | null> {
  if (name.domain === own.home) return name
  const moved = parseName(`${name.local}@${own.home}`)
  return claimsName(await own.identity(), moved) ? moved : null
}
