import type { PeerId } from '@libp2p/interface'
import type { OperatorDirectory } from './operator-directory.ts'
import type { PutOrigin } from './put-origin.ts'

/**
 * Who brings a record, as the store charges it: an admitted node's new keys go on its registrable domain's account.
 * `handedOnFor`: whose record it says that this is.
 */
export function originOf(directory: Pick<OperatorDirectory, 'seatOf'>, peerId: PeerId, handedOnFor = ''): PutOrigin {
  const seat = directory.seatOf(peerId)
  const id = peerId.toMultihash().bytes
  return seat === null
    ? { kind: 'stranger', peerId: id }
    : { kind: 'operator', account: seat.registrableDomain, peerId: id, handedOnFor }
}
