import type { MultiaddrConnection } from '@libp2p/interface'
import { BucketSet } from '../wire/bucket-set.ts'
import type { TokenBucket } from '../wire/token-bucket.ts'
import { BURST_SECONDS, BYTES_PER_UNIT, MAX_KEYS } from './budget-payers.ts'
import { createTally } from './budget-tally.ts'

/** What a connection costs its address: handshake and identify take the node about 10 ms. */
export const CONNECTION_COST = 100
/** One address may have this part of `limits.maxPendingConnections` in their handshake. */
const HANDSHAKE_SHARE = 8

/** What is read of one address in the long run, in bytes for each of its units, and at once in seconds of that. */
const READ_BYTES_PER_UNIT = 2 * BYTES_PER_UNIT

/** Decides on connections before anything is said on them (docs/spec/budgets.md, "Connections"). */
export interface Door {
  /** False when the address has too many connections or handshakes, or no budget left; else the connection counts. */
  takes(connection: MultiaddrConnection): boolean
  /** The handshake is over. */
  entered(connection: MultiaddrConnection): void
}

export interface DoorOptions {
  maxConnectionsPerAddress: number
  maxPendingConnections: number
  /** null for addresses that many share */
  /** units a second of an address */
  perAddress: number
  addressOf: (connection: MultiaddrConnection) => string | null
  unitsOf: (address: string) => TokenBucket
  onRefused: () => void
  now: () => number
}

export function createDoor(options: DoorOptions): Door {
  const { maxConnectionsPerAddress, maxPendingConnections, perAddress, addressOf, unitsOf, onRefused, now } = options
  const perSecond = perAddress * READ_BYTES_PER_UNIT
  const reads = new BucketSet({ rate: { capacity: perSecond * BURST_SECONDS, perSecond }, maxKeys: MAX_KEYS })
  const maxHandshakes = Math.max(1, Math.ceil(maxPendingConnections / HANDSHAKE_SHARE))
  const open = createTally()
  const handshakes = createTally()
  const entering = new WeakMap<MultiaddrConnection, () => void>()

  function hasRoom(address: string): boolean {
    if (open.of(address) >= maxConnectionsPerAddress || handshakes.of(address) >= maxHandshakes) return false
    return unitsOf(address).take(now(), CONNECTION_COST) === 0
  }

  return {
    takes(connection) {
      const address = addressOf(connection)
      if (address === null) return true
      if (!hasRoom(address)) {
        onRefused()
        return false
      }
      readSlowly(connection, (bytes) => reads.of(address, now()).owe(now(), bytes))
      const closed = open.add(address)
      const entered = handshakes.add(address)
      entering.set(connection, entered)
      connection.addEventListener('close', () => {
        closed()
        entered()
      })
      return true
    },
    entered: (connection) => entering.get(connection)?.(),
  }
}

/**
 * Reads no more of a connection than `take` allows: it is not read on for as many ms as that answers, and TCP holds the
 * other side back. Even what is refused must be received and decrypted first, so that only this bounds a flood of bytes.
 */
function readSlowly(connection: MultiaddrConnection, take: (bytes: number) => number): void {
  // Not addEventListener: a first listener would let buffered data out before the handshake listens.
  const dispatch = connection.dispatchEvent.bind(connection)
  let isWaiting = false
  connection.dispatchEvent = (event: Event) => {
    if (event.type === 'message') {
      const waitMs = take((event as MessageEvent<{ byteLength: number }>).data.byteLength)
      if (waitMs > 0 && !isWaiting && connection.status === 'open') {
        isWaiting = true
        connection.pause()
        setTimeout(() => {
          isWaiting = false
          if (connection.status === 'open') connection.resume()
        }, waitMs)
      }
    }
    return dispatch(event)
  }
}
