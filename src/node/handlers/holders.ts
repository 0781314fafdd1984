import type { PeerId } from '@libp2p/interface'
import { OpenPeerError } from '../../errors.ts'
import type { OperatorDirectory } from '../../federation/operator-directory.ts'
import type { OperatorEntry } from '../../federation/operator-table.ts'
import type { VerifiedDomain } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import type { SeatedNode } from '../../wire/messages.js'
import { directory, MAX_ADDRESSES, MAX_CLOSER_NODES } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'

const ROUTING_KEY_BYTES = 32

export interface HoldersOptions {
  operators: Pick<OperatorDirectory, 'view' | 'self' | 'recordOf'>
  /** this node's own domain record */
  ownRecord: () => VerifiedDomain
}

/**
 * `holders`: the nodes that this one would choose for a key, nearest first, each with the domain record by which it has its
 * seat, so that who asks can check the seat itself (docs/spec/witnesses.md, "Collecting"). Code: INVALID_ARGUMENT.
 */
export function holdersHandler({ operators, ownRecord }: HoldersOptions): Handler {
  const recordOf = (peerId: PeerId) => (peerId.equals(operators.self.peerId) ? ownRecord() : operators.recordOf(peerId))

  function seated({ peerId, id, multiaddrs }: OperatorEntry): SeatedNode[] {
    const record = recordOf(peerId)
    if (record === null) return []
    const addresses = multiaddrs.slice(0, MAX_ADDRESSES).map(({ bytes }) => Uint8Array.from(bytes))
    return [{ peerId: Uint8Array.from(id), multiaddrs: addresses, domainRecord: record.bytes }]
  }

  return answering(directory.holders, async ({ routingKey }) => {
    if (routingKey.byteLength !== ROUTING_KEY_BYTES) {
      throw new OpenPeerError('INVALID_ARGUMENT', `A routing key has ${ROUTING_KEY_BYTES} bytes`)
    }
    return { nodes: operators.view(routingKey).holders.slice(0, MAX_CLOSER_NODES).flatMap(seated) }
  })
}
