import { type Account, isPaidByDomain, OTHERS_ACCOUNT, OWN_ACCOUNT, payerOf, UNKNOWN_ACCOUNT } from './quota.ts'

/** Accounts counted apart, about 100 bytes each, and those of one payer; further ones are counted with their payer, or as nobody's. */
export const MAX_ACCOUNTS = 100_000
export const MAX_ACCOUNTS_OF_PAYER = 1_000

/** How full a store is, in records. No domain is named: whose records a node holds is for nobody to read. */
export interface Shares {
  own: number
  others: number
  /** domains that pay for at least one record, and what the one with most has */
  operators: number
  largest: number
}

/** How many records each account holds. */
export interface AccountCounts {
  total(): number
  /** of one payer, with all that it handed on */
  of(payer: Account): number
  /** The account under which a new record of `account` is kept: another one when too many are counted already. */
  charged(account: Account): Account
  /** Moves one record from what was `charged` to what is; null is nowhere. */
  move(from: Account | null, to: Account | null): void
  counts(): ReadonlyMap<Account, number>
  shares(): Shares
}

/** Makes empty {@link AccountCounts}; each operation is O(1) but `shares`. */
export function createAccountCounts(
  maxAccounts = MAX_ACCOUNTS,
  maxAccountsOfPayer = MAX_ACCOUNTS_OF_PAYER,
): AccountCounts {
  const counts = new Map<Account, number>()
  const payers = new Map<Account, { records: number; accounts: number }>()
  let total = 0

  function add(account: Account, change: 1 | -1): void {
    const before = counts.get(account) ?? 0
    const after = before + change
    total += change
    if (after > 0) counts.set(account, after)
    else counts.delete(account)
    const name = payerOf(account)
    const payer = payers.get(name) ?? { records: 0, accounts: 0 }
    payer.records += change
    payer.accounts += Number(after > 0) - Number(before > 0)
    if (payer.records > 0) payers.set(name, payer)
    else payers.delete(name)
  }

  function charged(account: Account): Account {
    if (counts.has(account) || !isPaidByDomain(account)) return account
    const payer = payerOf(account)
    // Whoever names many others pays for those beyond the limit itself: never nobody.
    const kept = (payers.get(payer)?.accounts ?? 0) < maxAccountsOfPayer ? account : payer
    if (counts.has(kept) || counts.size < maxAccounts) return kept
    return counts.has(payer) ? payer : UNKNOWN_ACCOUNT
  }

  return {
    total: () => total,
    of: (payer) => payers.get(payer)?.records ?? 0,
    charged,
    move(from, to) {
      if (from === to) return
      if (from !== null) add(from, -1)
      if (to !== null) add(to, 1)
    },
    counts: () => counts,
    shares() {
      let [operators, largest] = [0, 0]
      for (const [payer, { records }] of payers) {
        if (!isPaidByDomain(payer)) continue
        operators++
        largest = Math.max(largest, records)
      }
      return { own: counts.get(OWN_ACCOUNT) ?? 0, others: counts.get(OTHERS_ACCOUNT) ?? 0, operators, largest }
    },
  }
}
