import { ClassicLevel } from 'classic-level'
import { OpenPeerError } from '../errors.ts'
import { makeDirectory } from '../make-directory.node.ts'
import type { PeerStorage } from './storage.ts'

// Sorts after every key that starts with a prefix: no key of ours holds it.
const AFTER_PREFIX = '\uffff'

/**
 * A PeerStorage in a LevelDB directory (made, mode 0700, when missing). Every write is synced.
 * Throws INVALID_ARGUMENT when another process has the directory open.
 */
export async function openStorage(directory: string): Promise<PeerStorage> {
  await makeDirectory(directory, 0o700)
  const db = new ClassicLevel<string, Uint8Array>(directory, { valueEncoding: 'view' })
  try {
    await db.open()
  } catch (error) {
    throw new OpenPeerError(
      'INVALID_ARGUMENT',
      `The peer's storage at ${directory} cannot be opened. Is another peer running on it? Stop that one or use another directory.`,
      { cause: error },
    )
  }
  return {
    get: async (key) => (await db.get(key)) ?? null,
    put: (key, value) => db.put(key, value, { sync: true }),
    delete: (key) => db.del(key, { sync: true }),
    entries: (prefix) => db.iterator({ gte: prefix, lt: prefix + AFTER_PREFIX }),
    close: () => db.close(),
  }
}
