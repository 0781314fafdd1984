import { setTimeout as delay } from 'node:timers/promises'
import type { DomainRecordKeeper } from './domain-record.ts'
import type { Log } from './log.ts'
import type { NameRecords } from './name-records.ts'
import type { VaultKeeping } from './vault-keeping.ts'

/** How often is looked for what is past half its life, in ms; records live for weeks. */
export const RENEWAL_INTERVAL_MS = 10 * 60_000

export interface RenewalOptions {
  domainRecord: DomainRecordKeeper
  nameRecords: NameRecords
  vaults: Pick<VaultKeeping, 'forgetLeft'>
  log: Log
  everyMs: number
  /** 0 to 1 */
  random: () => number
}

/** Renews the domain's record and names at half their life, a quarter earlier or later than asked. Answers how to stop. */
export function startRenewal(options: RenewalOptions): () => Promise<void> {
  const { domainRecord, nameRecords, vaults, log, everyMs, random } = options
  const ending = new AbortController()
  const { signal } = ending

  async function round(): Promise<void> {
    try {
      if (await domainRecord.renew(signal)) log.info('the domain record was renewed')
      const names = await nameRecords.renewDue(signal)
      if (names > 0) log.info({ names }, 'names were renewed')
      const left = vaults.forgetLeft()
      if (left > 0) log.info({ vaults: left }, 'vaults of people who have left were forgotten')
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'renewing failed and will be tried again')
    }
  }

  async function rounds(): Promise<void> {
    while (!signal.aborted) {
      await delay(everyMs * (0.75 + 0.5 * random()), undefined, { signal, ref: false }).catch(() => {})
      if (!signal.aborted) await round()
    }
  }

  const running = rounds()
  return async () => {
    ending.abort()
    await running
  }
}
