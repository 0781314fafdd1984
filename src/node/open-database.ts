import { DatabaseSync } from 'node:sqlite'
import { OpenPeerError } from '../errors.ts'

export interface DatabaseOptions {
  /** of the file as it will be: `PRAGMA user_version` */
  version: number
  /** SQL that makes a file of that version (0: a new one; `version` itself: nothing changes) one of `version`, all or nothing */
  upgrade: (from: number) => string
  /** FULL: what was answered survives a power cut */
  synchronous: 'FULL' | 'NORMAL'
  /** further PRAGMAs */
  settings?: string
  /** throws when the file is not one that may be used */
  check?: (db: DatabaseSync) => void
  /** what cannot be opened, and what to do about it */
  refusal: (reason: string) => string
}

/**
 * Opens one of the node's SQLite files, in WAL mode; null keeps it in memory. Throws INVALID_CONFIG when it cannot be opened, is
 * no database, is of a newer version, or does not pass `check`.
 */
export function openDatabase(path: string | null, options: DatabaseOptions): DatabaseSync {
  const { version, upgrade, synchronous, settings = '', check = () => {}, refusal } = options
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path ?? ':memory:', { timeout: 2_000 })
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; ${settings}`)
    // Two that open a file at once must not both upgrade it.
    db.exec('BEGIN IMMEDIATE')
    const found = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0)
    if (found > version) throw new Error(`it was written by a newer version of openpeer (${found})`)
    db.exec(`${upgrade(found)} PRAGMA user_version = ${version}; COMMIT;`)
    check(db)
    return db
  } catch (cause) {
    db?.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OpenPeerError('INVALID_CONFIG', refusal(reason), { cause })
  }
}
