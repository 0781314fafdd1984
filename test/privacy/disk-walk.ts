import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { decodeHeld } from '../../src/federation/held-record.ts'
import type { AnyOpenedEnvelope } from '../../src/records/open-envelope.ts'
import { openEnvelope } from '../../src/records/open-envelope.ts'

/** Some bytes of a data directory, and where they were. */
export interface DiskPart {
  where: string
  bytes: Uint8Array
}

/** A record as it was found, and the account that it is charged to. */
export interface FoundRecord {
  opened: AnyOpenedEnvelope
  account: string
}

/**
 * All that a thief of the disk has of an operator node that is stopped: every file as it lies there, and every entry of the
 * LevelDB directories read through LevelDB, since its tables may be compressed.
 */
export async function walkDisk(
  directory: string,
  network: string,
): Promise<{ parts: DiskPart[]; records: FoundRecord[] }> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const parts: DiskPart[] = []
  for (const file of files) {
    parts.push({ where: relative(directory, file), bytes: await readFile(file) })
    parts.push({ where: 'a file name', bytes: Buffer.from(relative(directory, file)) })
  }
  const records: FoundRecord[] = []
  const levels = new Set(
    files.filter((file) => file.endsWith('CURRENT')).map((file) => file.slice(0, -'/CURRENT'.length)),
  )
  for (const path of levels) {
    const level = new ClassicLevel<Uint8Array, Uint8Array>(path, { keyEncoding: 'view', valueEncoding: 'view' })
    for await (const [key, value] of level.iterator()) {
      const where = `an entry of ${relative(directory, path)}`
      parts.push({ where, bytes: key }, { where, bytes: value })
      const held = decodeHeld(value)
      if (held === null) continue
      const opened = await openEnvelope(held.bytes, network)
      parts.push({ where: `a ${opened.kind} record`, bytes: opened.payloadBytes })
      records.push({ opened, account: held.account })
    }
    await level.close()
  }
  return { parts, records }
}
