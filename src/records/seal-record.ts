import type { Ed25519PrivateKey } from '@libp2p/interface'
import { RecordEnvelope } from '@libp2p/peer-record'
import { withArrayBuffer } from 'uint8arrays/with-array-buffer'
import type { RecordKind } from './kinds.ts'
import { checkNetwork, domainString, payloadType } from './kinds.ts'
import type { Payloads } from './payload-codecs.ts'
import { encodePayload } from './payload-codecs.ts'

/** A payload as a writer has it: its bytes may come from anywhere, also from a SharedArrayBuffer. */
export type Unsealed<T> = T extends Uint8Array
  ? Uint8Array
  : T extends (infer Entry)[]
    ? Unsealed<Entry>[]
    : T extends object
      ? { [Field in keyof T]: Unsealed<T[Field]> }
      : T

/**
 * The bytes of a signed record. It encodes and signs, and checks nothing but the network's name: `validate` says
 * whether the result is any good, and a writer should ask it. Spec: docs/spec/records.md, "Envelope".
 */
export async function sealRecord<K extends RecordKind>(
  kind: K,
  payload: Unsealed<Payloads[K]>,
  key: Ed25519PrivateKey,
  network: string,
): Promise<Uint8Array<ArrayBuffer>> {
  checkNetwork(network)
  const record = {
    domain: domainString(network, kind),
    codec: payloadType(network, kind),
    marshal: () => encodePayload(kind, payload as Payloads[K]),
    equals: () => false,
  }
  return withArrayBuffer((await RecordEnvelope.seal(record, key)).marshal())
}

/** The `seq` of the next version: the signing time in ms, and always more than the version before (null: none). */
export function nextSeq(previousSeq: number | null, now: number): number {
  return previousSeq === null ? now : Math.max(now, previousSeq + 1)
}
