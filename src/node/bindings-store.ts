import { withArrayBuffer } from 'uint8arrays/with-array-buffer'
import { createDomainBindings, type StoppableBindings } from '../federation/create-domain-bindings.ts'
import type { SeenDomain, SeenKeys, SeenShelf } from '../federation/domain-bindings-memory.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import type { OperatorConfig } from './config.ts'
import { openDatabase } from './open-database.ts'

const SCHEMA_VERSION = 1
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS seen (
    domain TEXT PRIMARY KEY,
    website_key BLOB,
    website_next BLOB,
    website_at INTEGER,
    dns_key BLOB,
    dns_next BLOB,
    dns_at INTEGER
  ) STRICT, WITHOUT ROWID;
`

interface Row {
  domain: string
  website_key: Uint8Array | null
  website_next: Uint8Array | null
  website_at: number | null
  dns_key: Uint8Array | null
  dns_next: Uint8Array | null
  dns_at: number | null
}

/**
 * What this node sees of other domains' keys, within the limits that its operator configured; `path` null keeps it in memory.
 *
 * @throws OpenPeerError INVALID_CONFIG as {@link openBindingsStore}
 */
export function openBindings(
  path: string | null,
  { network, limits }: OperatorConfig,
  outside: Outside,
  now: () => number,
): StoppableBindings {
  const shelf = path === null ? null : openBindingsStore(path)
  const perMinute = { record: limits.bindingChecksPerMinute, admission: limits.admissionChecksPerMinute }
  const bindings = createDomainBindings({ network, outside, now, shelf, perMinute })
  return { ...bindings, stop: () => bindings.stop().finally(() => shelf?.close()) }
}

/** The memory of what was seen of other domains, on the disk; `close` ends it. */
export interface BindingsStore extends SeenShelf {
  close(): void
}

/**
 * Opens `bindings.sqlite` (docs/spec/witnesses.md, "Looking").
 *
 * @throws OpenPeerError INVALID_CONFIG when the file cannot be opened, is no database, or is of a newer version
 */
export function openBindingsStore(path: string): BindingsStore {
  const db = openDatabase(path, {
    version: SCHEMA_VERSION,
    upgrade: () => SCHEMA,
    // What a power cut takes is seen again at the next look.
    synchronous: 'NORMAL',
    refusal: (reason) =>
      `dataDir: cannot open what was seen of other domains, ${path} (${reason}); without the file it is seen anew`,
  })
  const all = db.prepare('SELECT * FROM seen ORDER BY max(ifnull(website_at, 0), ifnull(dns_at, 0))')
  const save = db.prepare('INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM seen WHERE domain = ?')
  const columns = (keys: SeenKeys | null) => [keys?.key ?? null, keys?.nextKey ?? null, keys?.at ?? null]
  return {
    load: () => (all.all() as unknown as Row[]).map((row) => [row.domain, seenOf(row)]),
    save: (domain, { website, dns }) => void save.run(domain, ...columns(website), ...columns(dns)),
    remove: (domain) => void remove.run(domain),
    close: () => db.close(),
  }
}

function seenOf(row: Row): SeenDomain {
  return {
    website: keysOf(row.website_key, row.website_next, row.website_at),
    dns: keysOf(row.dns_key, row.dns_next, row.dns_at),
  }
}

function keysOf(key: Uint8Array | null, next: Uint8Array | null, at: number | null): SeenKeys | null {
  if (key === null || at === null) return null
  return { key: withArrayBuffer(key), ...(next === null ? {} : { nextKey: withArrayBuffer(next) }), at }
}
