import { equals } from 'uint8arrays/equals'
import { withArrayBuffer } from 'uint8arrays/with-array-buffer'
import { OpenPeerError } from '../errors.ts'
import { parseName } from '../records/names.ts'
import type { NameRegistry } from './name-registry.ts'
import { openDatabase } from './open-database.ts'

/** The sealed vault of one identity that has a name here. */
export interface KeptVault {
  identityId: Uint8Array<ArrayBuffer>
  /** full name, with which the words were turned into keys: of this domain or another one */
  name: string
  /** raw Ed25519 */
  fetchKey: Uint8Array<ArrayBuffer>
  /** 8,192 bytes */
  box: Uint8Array<ArrayBuffer>
  /** ms, the writer's clock */
  time: number
}

/** The vaults of people who have a name here, one of each: as many as there are names, at most (docs/spec/vault.md). */
export interface Vaults {
  /**
   * Keeps a newer one in place of an older one; on disk when it returns. A renewal replaces one with the same fetch key only.
   *
   * @throws OpenPeerError NOT_NEWEST; CONFLICT for a renewal where another one is kept, or it was removed
   */
  put(vault: KeptVault, isRenewal?: boolean): void
  /** Forgets it, and until the next one its time stays: an older one does not come back. Throws NOT_NEWEST. */
  remove(identityId: Uint8Array, time: number): void
  /** The vault that was put with this name and fetch key; null for all others alike. */
  get(name: string, fetchKey: Uint8Array): KeptVault | null
  /**
   * Looks at the next `SWEEP_AT_ONCE` of them, from the first again after the last, and forgets those of people who lost their
   * name here, by `isVaultHere`; answers how many.
   */
  sweep(isHere: (vault: Pick<KeptVault, 'identityId' | 'name'>) => boolean): number
  count(): number
  close(): void
}

/** `box` is null for one that was removed. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS vaults (
    identity BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    fetch_key BLOB NOT NULL,
    time INTEGER NOT NULL,
    box BLOB
  ) STRICT;
  CREATE INDEX IF NOT EXISTS vaults_by_key ON vaults (name, fetch_key) WHERE box IS NOT NULL;
`
const SCHEMA_VERSION = 1
/** Each costs a look into the registry: nobody else is kept waiting for many of them. */
export const SWEEP_AT_ONCE = 1_000
const NOTHING: Uint8Array<ArrayBuffer> = new Uint8Array(0)

interface Row {
  identity: Uint8Array
  name: string
  fetch_key: Uint8Array
  time: number
  box: Uint8Array
}

/**
 * Opens the vaults of a home; WAL with `synchronous = FULL`, so what was answered survives a power cut. What is removed is
 * overwritten in the file.
 *
 * @param path the SQLite file; null keeps them in memory
 * @throws OpenPeerError INVALID_CONFIG when the file cannot be opened, is no database, or is of a newer version
 */
export function openVaults(path: string | null): Vaults {
  const db = openDatabase(path, {
    version: SCHEMA_VERSION,
    upgrade: () => SCHEMA,
    synchronous: 'FULL',
    settings: 'PRAGMA secure_delete = ON;',
    refusal: (reason) => `dataDir: cannot open the vaults ${path} (${reason})`,
  })
  // One statement decides: of two at once the newer one stays, whichever comes first.
  const put = db.prepare(`
    INSERT INTO vaults (identity, name, fetch_key, time, box) VALUES (:identity, :name, :fetchKey, :time, :box)
    ON CONFLICT (identity) DO UPDATE SET name = :name, fetch_key = :fetchKey, time = :time, box = :box
    WHERE time < :time AND (:isRenewal = 0 OR (fetch_key = :fetchKey AND box IS NOT NULL))`)
  const get = db.prepare('SELECT * FROM vaults WHERE name = ? AND fetch_key = ? AND box IS NOT NULL LIMIT 1')
  const byIdentity = db.prepare('SELECT fetch_key, box FROM vaults WHERE identity = ?')
  const after = db.prepare('SELECT identity, name FROM vaults WHERE identity > ? ORDER BY identity LIMIT ?')
  let swept = NOTHING
  const forget = db.prepare('DELETE FROM vaults WHERE identity = ?')
  const count = db.prepare('SELECT count(*) AS count FROM vaults WHERE box IS NOT NULL')

  type Written = Omit<KeptVault, 'identityId' | 'box'> & { identity: Uint8Array; box: Uint8Array | null }

  function write(row: Written, isRenewal: boolean): void {
    if (put.run({ ...row, isRenewal: isRenewal ? 1 : 0 }).changes === 1) return
    const kept = byIdentity.get(row.identity)
    if (isRenewal && (kept?.box === null || !equals((kept?.fetch_key ?? NOTHING) as Uint8Array, row.fetchKey))) {
      throw new OpenPeerError('CONFLICT', 'Since then the vault was removed, or made anew with other words')
    }
    throw new OpenPeerError(
      'NOT_NEWEST',
      'A vault of the same time or a later one is kept: put yours with a later time',
    )
  }

  return {
    put: ({ identityId, ...vault }, isRenewal = false) => write({ identity: identityId, ...vault }, isRenewal),
    remove: (identity, time) => write({ identity, name: '', fetchKey: NOTHING, time, box: null }, false),
    get(name, fetchKey) {
      const row = get.get(name, fetchKey) as unknown as Row | undefined
      if (row === undefined) return null
      const { identity, fetch_key, box, time } = row
      const [identityId, key, sealed] = [identity, fetch_key, box].map((bytes) => withArrayBuffer(bytes))
      return { identityId, name, fetchKey: key, box: sealed, time } as KeptVault
    },
    sweep(isHere) {
      const rows = after.all(swept, SWEEP_AT_ONCE) as unknown as Pick<Row, 'identity' | 'name'>[]
      const last = rows[SWEEP_AT_ONCE - 1]
      swept = last === undefined ? NOTHING : withArrayBuffer(last.identity)
      const gone = rows.filter(({ identity, name }) => !isHere({ identityId: withArrayBuffer(identity), name }))
      if (gone.length === 0) return 0
      // As one, since each would wait for the disk.
      db.exec('BEGIN IMMEDIATE')
      for (const { identity } of gone) forget.run(identity)
      db.exec('COMMIT')
      return gone.length
    },
    count: () => Number(count.get()?.count ?? 0),
    close: () => db.close(),
  }
}

/**
 * Whether a vault may be kept and given here: its name is its identity's where it is of this domain; where it is of another one,
 * the identity has some name here.
 */
export function isVaultHere(
  { name: text, identityId }: Pick<KeptVault, 'identityId' | 'name'>,
  { domain, registry }: { domain: string; registry: NameRegistry },
): boolean {
  const name = text === '' ? null : parseName(text)
  if (name?.domain !== domain) return registry.namesOf(identityId).length > 0
  const holder = registry.get(name.local)?.identityId
  return holder !== undefined && equals(holder, identityId)
}
