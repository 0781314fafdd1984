import { chmod, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { fromString } from 'uint8arrays/from-string'
import { toString as textFromBytes } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { makeDirectory } from '../make-directory.node.ts'

/** A key file is one line of base64url; anything longer is not one. */
const MAX_KEY_FILE_BYTES = 1024

/** The two keys of an operator node. A node can be replaced without touching a name, so they are apart. */
export interface NodeKeys {
  /** signs the domain record and every name of the domain; back it up */
  domainKey: Ed25519PrivateKey
  /** the node's libp2p identity, its peer id */
  nodeKey: Ed25519PrivateKey
}

/**
 * The keys in `directory`, made there on the first start: `domain.key` and `node.key`, each readable by its owner
 * only (mode 0600, directory 0700). With null they are made anew and kept in memory (tests).
 * Spec: docs/spec/directory.md, "Keys".
 *
 * @throws OpenPeerError INVALID_CONFIG for a file that holds no Ed25519 key, that others may read, or that cannot be
 * written
 */
export async function loadNodeKeys(directory: string | null): Promise<NodeKeys> {
  if (directory === null)
    return { domainKey: await generateKeyPair('Ed25519'), nodeKey: await generateKeyPair('Ed25519') }
  try {
    await makeDirectory(directory, 0o700)
    return {
      domainKey: await loadOrMake(directory, 'domain.key'),
      nodeKey: await loadOrMake(directory, 'node.key'),
    }
  } catch (cause) {
    if (cause instanceof OpenPeerError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OpenPeerError('INVALID_CONFIG', `dataDir: cannot keep keys in ${directory} (${reason})`, { cause })
  }
}

async function loadOrMake(directory: string, name: string): Promise<Ed25519PrivateKey> {
  const path = join(directory, name)
  const held = await readKey(path)
  if (held !== null) return held
  const key = await generateKeyPair('Ed25519')
  await writeKey(directory, path, key)
  return key
}

async function readKey(path: string): Promise<Ed25519PrivateKey | null> {
  let size: number
  let mode: number
  try {
    ;({ size, mode } = await stat(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  if (size > MAX_KEY_FILE_BYTES) throw noKey(path)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new OpenPeerError('INVALID_CONFIG', `${path} may be read by others: run chmod 600 ${path} and start again`)
  }
  return decodeKey(path, await readFile(path, 'utf8'))
}

function decodeKey(path: string, text: string): Ed25519PrivateKey {
  try {
    const key = privateKeyFromProtobuf(fromString(text.trim(), 'base64url'))
    if (key.type === 'Ed25519') return key
  } catch {
    // The reason could quote the key; that it is none says enough.
  }
  throw noKey(path)
}

function noKey(path: string): OpenPeerError {
  return new OpenPeerError('INVALID_CONFIG', `${path} holds no Ed25519 private key: restore it from your backup`)
}

/** On the disk whole or not at all: a crash must not leave half a domain key, and a name signed by a lost one is lost. */
async function writeKey(directory: string, path: string, key: Ed25519PrivateKey): Promise<void> {
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(`${textFromBytes(privateKeyToProtobuf(key), 'base64url')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(draft, 0o600)
  await rename(draft, path)
  await syncDirectory(directory)
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
