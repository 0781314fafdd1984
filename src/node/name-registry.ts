import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { equals } from 'uint8arrays/equals'
import { withArrayBuffer } from 'uint8arrays/with-array-buffer'
import { OpenPeerError } from '../errors.ts'
import { openDatabase } from './open-database.ts'

/** An identity holds at most this many names of one domain, so that nobody takes all of them with one key. */
export const MAX_NAMES_PER_IDENTITY = 8

/** A name as its domain gave it. Times are in ms. */
export interface NameEntry {
  /** canonical local part */
  local: string
  identityId: Uint8Array<ArrayBuffer>
  /** since when this identity has it */
  since: number
  /** who had it before, where it was given to another identity */
  previousId: Uint8Array<ArrayBuffer> | null
  /** the name that the holder has instead; null unless it moved. The name stays theirs, and leads there */
  movedTo: string | null
  /** from when on its name record is due to be renewed; 0 while none was made */
  renewAt: number
}

/** Whose each name of the domain is: the truth that name records are made from (docs/spec/directory.md, "Register"). */
export interface NameRegistry {
  /** Throws as `register` would now, and changes nothing. */
  checkFree(local: string, identityId: Uint8Array): void
  /** Throws as `move` would now, and changes nothing. */
  checkHolder(local: string, identityId: Uint8Array): void
  /**
   * Gives `local` to the identity if it is free or already its own; on disk when it returns.
   *
   * @throws OpenPeerError NAME_OWNED_BY_ANOTHER; LIMIT_EXCEEDED for a ninth name of one identity
   */
  register(local: string, identityId: Uint8Array, now: number): NameEntry
  /**
   * The holder has the name `movedTo` (canonical) instead; on disk when it returns. Registering again takes it back.
   *
   * @throws OpenPeerError NOT_REGISTERED when nobody has it; NAME_OWNED_BY_ANOTHER
   */
  move(local: string, identityId: Uint8Array, movedTo: string): NameEntry
  get(local: string): NameEntry | null
  namesOf(identityId: Uint8Array): NameEntry[]
  /** Frees a name: the next identity that registers it shows this one as the previous. False when nobody has it. */
  release(local: string): boolean
  setRenewAt(local: string, renewAt: number): void
  /** Names whose record is due at `now`, the longest due first. */
  due(now: number, limit: number): NameEntry[]
  count(): number
  close(): void
}

/** One row in `owner`; `holder` is null for a name that was released and not given again. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS owner (network TEXT NOT NULL, domain TEXT NOT NULL, key BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS names (
    local TEXT PRIMARY KEY,
    holder BLOB,
    since INTEGER NOT NULL,
    previous BLOB,
    renew_at INTEGER NOT NULL DEFAULT 0,
    moved_to TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS names_by_holder ON names (holder);
  CREATE INDEX IF NOT EXISTS names_by_renewal ON names (renew_at) WHERE holder IS NOT NULL;
`
/** What makes a file of each earlier version one of the next. */
const MIGRATIONS: Readonly<Record<number, string>> = { 1: 'ALTER TABLE names ADD COLUMN moved_to TEXT;' }
const SCHEMA_VERSION = 2

/** Whose names these are: the same files under another domain would give every name away again. */
export interface RegistryOwner {
  network: string
  domain: string
  /** raw public key that signs the name records; when it changed, every name is due for renewal */
  domainKey: Uint8Array
}

interface Row {
  local: string
  holder: Uint8Array
  since: number
  previous: Uint8Array | null
  renew_at: number
  moved_to: string | null
}

/**
 * Opens the registry of a domain; WAL with `synchronous = FULL`, so what was answered survives a power cut.
 *
 * @param path the SQLite file; null keeps it in memory
 * @throws OpenPeerError INVALID_CONFIG when the file cannot be opened, is no database, is of a newer version, or of
 * another domain or network
 */
export function openNameRegistry(path: string | null, owner: RegistryOwner): NameRegistry {
  const db = openDatabase(path, {
    version: SCHEMA_VERSION,
    upgrade: (from) => `${SCHEMA} ${from === 0 ? '' : migrationsFrom(from)}`,
    synchronous: 'FULL',
    check: (opened) => checkOwner(opened, owner),
    refusal: (reason) => `dataDir: cannot open the name registry ${path} (${reason})`,
  })
  const columns = 'local, holder, since, previous, renew_at, moved_to'
  // One statement decides: two requests for one name cannot both find it free.
  const give = db.prepare(`
    INSERT INTO names (local, holder, since) VALUES (:local, :id, :now)
    ON CONFLICT (local) DO UPDATE SET
      since = CASE WHEN holder IS NULL AND previous IS NOT :id THEN :now ELSE since END,
      previous = CASE WHEN holder IS NULL AND previous IS :id THEN NULL ELSE previous END,
      renew_at = 0,
      moved_to = NULL,
      holder = :id
    WHERE holder IS NULL OR holder = :id
    RETURNING ${columns}`)
  const get = db.prepare(`SELECT ${columns} FROM names WHERE local = ? AND holder IS NOT NULL`)
  const byHolder = db.prepare(`SELECT ${columns} FROM names WHERE holder = ? ORDER BY since, local`)
  const move = db.prepare(`
    UPDATE names SET moved_to = :movedTo, renew_at = 0 WHERE local = :local AND holder = :id RETURNING ${columns}`)
  const release = db.prepare(
    'UPDATE names SET previous = holder, holder = NULL, moved_to = NULL WHERE local = ? AND holder IS NOT NULL',
  )
  const setRenewAt = db.prepare('UPDATE names SET renew_at = ? WHERE local = ?')
  const due = db.prepare(
    `SELECT ${columns} FROM names WHERE holder IS NOT NULL AND renew_at <= ? ORDER BY renew_at LIMIT ?`,
  )
  const count = db.prepare('SELECT count(*) AS count FROM names WHERE holder IS NOT NULL')

  function notTheirs(local: string): OpenPeerError {
    if (all(get, local).length > 0) return owned(local)
    return new OpenPeerError('NOT_REGISTERED', `nobody has the name ${local} here: there is nothing to move`)
  }

  function checkNumber(local: string, identityId: Uint8Array): void {
    const names = all(byHolder, identityId)
    if (names.length < MAX_NAMES_PER_IDENTITY || names.some((entry) => entry.local === local)) return
    const message = `an identity has at most ${MAX_NAMES_PER_IDENTITY} names of one domain, and this one has them all`
    throw new OpenPeerError('LIMIT_EXCEEDED', message)
  }

  return {
    checkFree(local, identityId) {
      const holder = all(get, local)[0]?.identityId
      if (holder !== undefined && !equals(holder, identityId)) throw owned(local)
      checkNumber(local, identityId)
    },
    checkHolder(local, identityId) {
      const holder = all(get, local)[0]?.identityId
      if (holder === undefined || !equals(holder, identityId)) throw notTheirs(local)
    },
    register(local, identityId, now) {
      checkNumber(local, identityId)
      const row = give.get({ local, id: identityId, now }) as unknown as Row | undefined
      if (row === undefined) throw owned(local)
      return entryOf(row)
    },
    move(local, identityId, movedTo) {
      const row = move.get({ local, id: identityId, movedTo }) as unknown as Row | undefined
      if (row !== undefined) return entryOf(row)
      throw notTheirs(local)
    },
    get: (local) => all(get, local)[0] ?? null,
    namesOf: (identityId) => all(byHolder, identityId),
    release: (local) => release.run(local).changes === 1,
    setRenewAt: (local, renewAt) => void setRenewAt.run(renewAt, local),
    due: (now, limit) => all(due, now, limit),
    count: () => Number(count.get()?.count ?? 0),
    close: () => db.close(),
  }
}

function owned(local: string): OpenPeerError {
  return new OpenPeerError('NAME_OWNED_BY_ANOTHER', `the name ${local} belongs to another identity: choose another`)
}

function migrationsFrom(version: number): string {
  const steps = Array.from({ length: SCHEMA_VERSION - version }, (_, step) => MIGRATIONS[version + step] ?? '')
  return steps.join(' ')
}

function checkOwner(db: DatabaseSync, { network, domain, domainKey }: RegistryOwner): void {
  const held = db.prepare('SELECT network, domain, key FROM owner').get()
  if (held === undefined) {
    db.prepare('INSERT INTO owner (network, domain, key) VALUES (?, ?, ?)').run(network, domain, domainKey)
    return
  }
  if (held.network !== network || held.domain !== domain) {
    throw new Error(`it is of ${held.domain} in network ${held.network}: give ${domain} its own directory`)
  }
  if (equals(held.key as Uint8Array, domainKey)) return
  db.exec('BEGIN IMMEDIATE')
  db.prepare('UPDATE owner SET key = ?').run(domainKey)
  db.exec('UPDATE names SET renew_at = 0; COMMIT;')
}

function all(statement: StatementSync, ...values: (string | number | Uint8Array)[]): NameEntry[] {
  return (statement.all(...values) as unknown as Row[]).map(entryOf)
}

function entryOf(row: Row): NameEntry {
  return {
    local: row.local,
    identityId: withArrayBuffer(row.holder),
    since: row.since,
    previousId: row.previous === null ? null : withArrayBuffer(row.previous),
    movedTo: row.moved_to,
    renewAt: row.renew_at,
  }
}
