import { peerIdFromMultihash } from '@libp2p/peer-id'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { equals } from 'uint8arrays/equals'
import type { VerifiedDomain } from '../records/verified-record.ts'
import type { OperatorDirectory } from './operator-directory.ts'

/** Whether one of the nodes that a domain record lists has its seat by that domain and key (docs/spec/admission.md). */
export function isAdmitted({ recordOf }: Pick<OperatorDirectory, 'recordOf'>, { payload }: VerifiedDomain): boolean {
  return payload.nodes.some((node) => {
    const seated = recordOf(peerIdFromMultihash(decodeDigest(node.peerId)))
    return seated !== null && seated.payload.domain === payload.domain && equals(seated.payload.key, payload.key)
  })
}
