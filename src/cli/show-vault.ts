import type { VaultStatus } from '../peer/vault.ts'
import type { VaultAtHomes } from '../peer/vault-homes.ts'
import { EXIT, exitStatus } from './exit-codes.ts'

/** How putting or removing went at each home: for people, and as the exit status. */
export function atHomes({ homes, missing }: VaultAtHomes, done: string, notYet: string) {
  const lines = [
    ...(homes.length === 0 ? [] : [`${done} ${homes.join(', ')}.`]),
    ...missing.map(
      ({ domain, code }) => `${notYet} ${domain} (${code}): the next command that goes online tries again.`,
    ),
  ]
  const [first] = missing
  return { text: lines.join('\n'), status: first === undefined || homes.length > 0 ? EXIT.ok : exitStatus(first.code) }
}

/** After a change of keys, on a device that keeps a vault up to date. */
export function vaultLine({ homes }: VaultStatus): string {
  const old = homes.filter(({ isCurrent }) => !isCurrent).map(({ domain }) => domain)
  if (old.length === 0) return 'Your vault has the new key, for the same words.'
  return `Your vault at ${old.join(', ')} is NOT up to date yet: the next command that goes online tries again.`
}

/** After a move, on a device that keeps a vault: it is still opened with the name it was made for. */
export function movedVaultLine({ name, homes }: VaultStatus, home: string): string {
  const isThere = homes.some(({ domain, isCurrent }) => domain === home && isCurrent)
  if (!isThere) return `Your vault is NOT kept at ${home} yet: the next command that goes online tries again.`
  return `Your vault is kept at ${home} now: openpeer vault restore ${name} --home ${home}. For your new name: openpeer vault make`
}
