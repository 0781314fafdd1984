import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OpenPeerError } from '../errors.ts'
import { makeDirectory } from '../make-directory.node.ts'
import type { KeyStore } from './key-store.ts'
import { DEFAULT_COST, openBox, type PassphraseCost, sealBox } from './key-store-box.ts'
import { decodeKeys, encodeKeys } from './key-store-text.ts'

export interface FileKeyStoreOptions {
  /** The file; its directory is made (mode 0700) when missing. */
  path: string
  /** Asked for once, when first needed: a text, or a function that asks a person. Not empty. */
  passphrase: string | (() => Promise<string>)
  /** Cost of a new file; an existing one says its own. Default: 64 MiB, 3 passes. */
  cost?: PassphraseCost
}

/**
 * Keys in one encrypted file (argon2id, AES-256-GCM), mode 0600, written whole or not at all and on
 * disk when `save` resolves. docs/spec/key-store.md.
 * Throws KEY_STORE_LOCKED (wrong passphrase), KEY_STORE_DAMAGED, INVALID_ARGUMENT (empty passphrase).
 */
export function fileKeyStore({ path, passphrase, cost = DEFAULT_COST }: FileKeyStoreOptions): KeyStore {
  let asked: Promise<string> | null = null
  const secret = (): Promise<string> => {
    asked ??= ask(passphrase).catch((error) => {
      asked = null
      throw error
    })
    return asked
  }
  return {
    async load() {
      const text = await readIfThere(path)
      return text === null ? null : decodeKeys(await openBox(text, await secret()))
    },
    async save(keys) {
      await writeDurably(path, await sealBox(encodeKeys(keys), await secret(), cost))
    },
  }
}

async function ask(passphrase: FileKeyStoreOptions['passphrase']): Promise<string> {
  const text = typeof passphrase === 'string' ? passphrase : await passphrase()
  if (text === '') throw new OpenPeerError('INVALID_ARGUMENT', 'An empty passphrase protects nothing: choose one.')
  return text
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

// A reader sees the old file or the new one, never half of one: write beside it, sync, rename, sync the directory.
async function writeDurably(path: string, text: string): Promise<void> {
  const directory = dirname(path)
  await makeDirectory(directory, 0o700)
  const beside = `${path}.${randomUUID()}.new`
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await syncDirectory(directory)
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return // Windows cannot open a directory; NTFS journals the rename itself
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
