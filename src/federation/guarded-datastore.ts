import { NotFoundError } from '@libp2p/interface'
import { Record as Libp2pRecord } from '@libp2p/kad-dht'
import { MemoryDatastore } from 'datastore-core'
import type { Key } from 'interface-datastore'
import { fromString } from 'uint8arrays/from-string'
import { OpenPeerError } from '../errors.ts'
import { kadKey, parseKadKey } from './placement.ts'
import { NOBODY_KNOWN } from './put-origin.ts'
import type { RecordStore } from './record-store.ts'

/** kad-dht's own prefixes: values lie under the first, each as /dht/record/<base32 of the kad key>. */
const RECORDS = '/dht/record/'
const KAD = '/dht/'
const PUBLIC_KEYS = '/pk/'

/**
 * The datastore for an operator node's libp2p host (docs/spec/record-store.md, "Behind kad-dht"). What kad-dht puts is
 * decided by the record store; provider and `/pk/` entries are refused; its deletes (it drops values after 48 h) are
 * ignored. The rest of libp2p, above all the peer store, which is touched at every stream, lives in memory.
 */
export class GuardedDatastore extends MemoryDatastore {
  readonly #store: RecordStore
  readonly #network: string
  readonly #now: () => number

  constructor(options: { store: RecordStore; network: string; now: () => number }) {
    super()
    this.#store = options.store
    this.#network = options.network
    this.#now = options.now
  }

  override put(key: Key, value: Uint8Array): Key | Promise<Key> {
    const name = key.toString()
    if (name.startsWith(RECORDS)) return this.#putRecord(key, value)
    if (name.startsWith(KAD) || name.startsWith(PUBLIC_KEYS)) {
      throw new OpenPeerError('REFUSED', 'This node keeps signed records only, no provider or public key entries')
    }
    return super.put(key, value)
  }

  override get(key: Key): Uint8Array | Promise<Uint8Array> {
    return key.toString().startsWith(RECORDS) ? this.#getRecord(key) : super.get(key)
  }

  override has(key: Key): boolean | Promise<boolean> {
    if (!key.toString().startsWith(RECORDS)) return super.has(key)
    return this.#getRecord(key).then(
      () => true,
      () => false,
    )
  }

  override delete(key: Key): void | Promise<void> {
    if (!key.toString().startsWith(KAD)) return super.delete(key)
  }

  async #putRecord(key: Key, value: Uint8Array): Promise<Key> {
    const record = Libp2pRecord.deserialize(value)
    const routingKey = parseKadKey(this.#network, record.key)
    if (routingKey === null) throw new OpenPeerError('WRONG_ROUTING_KEY', `This is no key of network ${this.#network}`)
    // kad-dht does not tell whom it answers.
    const { outcome } = await this.#store.put(record.value, routingKey, NOBODY_KNOWN)
    // kad-dht knows no answer but success; an error resets the stream, which is how the writer sees a refusal.
    if (outcome === 'not-newest') throw new OpenPeerError('NOT_NEWEST', 'A newer record of this key is held')
    if (outcome === 'conflict') throw new OpenPeerError('CONFLICT', 'A conflicting key log of this identity is held')
    return key
  }

  async #getRecord(key: Key): Promise<Uint8Array> {
    const routingKey = parseKadKey(this.#network, kadKeyOf(key))
    const record = routingKey === null ? null : await this.#store.get(routingKey)
    const now = this.#now()
    // Expired ones are kept for comparing; a stock reader, which may check nothing, must not be given one.
    if (routingKey === null || record === null || (record.expiresAt !== null && record.expiresAt <= now)) {
      throw new NotFoundError('No record is held for this key')
    }
    return new Libp2pRecord(kadKey(this.#network, routingKey), record.bytes, new Date(now)).serialize()
  }
}

function kadKeyOf(key: Key): Uint8Array {
  try {
    return fromString(key.toString().slice(RECORDS.length), 'base32')
  } catch {
    return new Uint8Array()
  }
}
