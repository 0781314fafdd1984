import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { directory } from '../../src/wire/methods.ts'
import { getVaultBytes, putVaultBytes, VAULT_BYTES } from '../../src/wire/vault-request.ts'
import { NETWORK, type Person } from './people.ts'

export const BOX = new Uint8Array(VAULT_BYTES).fill(0xab)

/** What may be wrong with a request; everything else is right. */
export interface PutFields {
  name?: string
  time?: number
  box?: Uint8Array
  renewal?: boolean
  identityId?: Uint8Array
  identityKey?: Ed25519PrivateKey
  /** signed for another home, or the connection of another peer */
  domain?: string
  peerId?: Uint8Array
  /** changed after it was signed */
  changed?: Partial<{ name: string; fetchKey: Uint8Array; time: number; renewal: boolean; vault: Uint8Array }>
}

const peerIdOf = ({ host }: Person) => host.peerId.toMultihash().bytes

/** Asks a node to keep a vault, or without a fetch key to forget it, as this person's device would. */
export async function put(
  node: OperatorNode,
  who: Person,
  fetchKey: Ed25519PrivateKey | null,
  fields: PutFields = {},
): Promise<void> {
  const { name = 'alice@a.test', time = Date.now(), renewal = false, identityId = who.id } = fields
  const vault = fields.box ?? (fetchKey === null ? new Uint8Array(0) : BOX)
  const raw = fetchKey === null ? new Uint8Array(0) : fetchKey.publicKey.raw
  const signed = putVaultBytes({
    ...{ network: NETWORK, domain: fields.domain ?? node.domain, peerId: fields.peerId ?? peerIdOf(who) },
    ...{ time, name, identityId, fetchKey: raw, vault, renewal },
  })
  const signature = Uint8Array.from(await (fields.identityKey ?? who.identityKey).sign(signed))
  const request = { name, identityId, fetchKey: raw, vault, time, renewal, signature, ...fields.changed }
  await who.ask(node, directory.putVault, request as never)
}

export interface GetFields {
  name?: string
  time?: number
  domain?: string
  peerId?: Uint8Array
  signedBy?: Ed25519PrivateKey
}

/** What the node gives to whoever has the fetch key: the box, or nothing. */
export async function get(
  node: OperatorNode,
  who: Person,
  fetchKey: Ed25519PrivateKey,
  fields: GetFields = {},
): Promise<Uint8Array> {
  const { name = 'alice@a.test', time = Date.now(), domain = node.domain, peerId = peerIdOf(who) } = fields
  const signed = getVaultBytes({ network: NETWORK, domain, peerId, time, name })
  const signature = Uint8Array.from(await (fields.signedBy ?? fetchKey).sign(signed))
  const request = { name, fetchKey: Uint8Array.from(fetchKey.publicKey.raw), time, signature }
  return (await who.ask(node, directory.getVault, request)).vault
}

export const newKey = () => generateKeyPair('Ed25519')
