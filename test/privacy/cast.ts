import { HOLDERS, kadKey, nearest, position } from '../../src/federation/placement.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import type { PeerKeys } from '../../src/peer/key-store.ts'
import { replay } from '../../src/records/key-log.ts'
import { identityRoutingKey, nameRoutingKey } from '../../src/records/routing-key.ts'
import { NETWORK } from './world.ts'

/** Somebody's keys, and who of the operators has which part towards them. */
export interface Cast {
  keys: PeerKeys
  /** Holds the identity record. */
  holder: string
  /** Operators that hold neither the identity nor the name record. */
  others: string[]
}

const MAX_TRIES = 5_000

/**
 * Keys for `local` at `home` whose records lie with so few operators that `count` others are free of them: what such an operator learns it
 * learns by the part that the story gives it, not as a holder.
 */
export async function castSomebody(
  local: string,
  home: OperatorNode,
  operators: readonly OperatorNode[],
  count: number,
): Promise<Cast> {
  const ring = operators
    .map(({ domain, peerId }) => ({ domain, position: position(peerId.toMultihash().bytes) }))
    .sort((a, b) => Buffer.compare(a.position, b.position))
  const holdersOf = (key: Uint8Array) =>
    nearest(ring, position(kadKey(NETWORK, key)), HOLDERS).map(({ domain }) => domain)
  const nameHolders = holdersOf(nameRoutingKey(NETWORK, home.domainKey, local))
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { keys } = await createKeys({ network: NETWORK })
    const holders = holdersOf(identityRoutingKey(NETWORK, (await replay(keys.keyLog)).id))
    const holder = holders.find((domain) => domain !== home.domain)
    const taken = [home.domain, ...holders, ...nameHolders]
    const others = operators.map(({ domain }) => domain).filter((domain) => !taken.includes(domain))
    if (holder !== undefined && others.length >= count) return { keys, holder, others }
  }
  throw new Error(`no keys leave ${count} operators free of their records`)
}
