import { generateKeyPair } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { identityKeyOf } from '../../src/peer/identity-key.ts'
import type { PeerKeys } from '../../src/peer/key-store.ts'
import { createRotation } from '../../src/records/create-key-event.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { compareKeyLogs } from '../../src/records/key-log.ts'
import { RECORD_LIMITS } from '../../src/records/kinds.ts'
import { parseName } from '../../src/records/names.ts'
import { identityRoutingKey, listedNameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { callPeer } from '../../src/wire/call.ts'
import { createChannels } from '../../src/wire/channels.ts'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { startHost } from '../wire/hosts.ts'
import { NETWORK } from './world.ts'

interface Rotated {
  keyLog: Uint8Array[]
  key: Ed25519PrivateKey
}

/** Two ways in which a stolen key and its owner each went on from one log: every holder prefers the second. */
export async function forkedLogs(keys: PeerKeys): Promise<[Rotated, Rotated]> {
  const rotate = async (): Promise<Rotated> => {
    const key = await generateKeyPair('Ed25519')
    return {
      key,
      keyLog: await createRotation(keys.keyLog, { currentKey: identityKeyOf(keys), newKey: key, time: Date.now() }),
    }
  }
  const [one, other] = [await rotate(), await rotate()]
  const order = compareKeyLogs(one.keyLog, other.keyLog)
  return 'winner' in order && order.winner === 'b' ? [one, other] : [other, one]
}

/** Publishes an identity record with this log at an operator, as any stranger may publish a newer one. */
export async function publishLog(
  { keyLog, key }: Rotated,
  { keys, id, name, operator }: { keys: PeerKeys; id: Uint8Array; name: string; operator: string[] },
): Promise<string> {
  const { deviceKey, sealingKey } = keys
  const owned = { deviceKey, identityId: id, network: NETWORK, sealingKey: sealingKey.publicKey, publisher: true }
  const seq = Date.now()
  const payload = {
    ...{ id, keyLog, seq, expiresAt: seq + RECORD_LIMITS.identity.maxLifetimeMs, homes: [parseName(name).domain] },
    devices: [await createDeviceEntry(owned)],
    listedNames: [listedNameHash(id, parseName(name))],
  }
  const envelope = await sealRecord('identity', payload, key, NETWORK)
  const host = await startHost({ listen: false })
  const channels = createChannels(host, protocolIds(NETWORK).directory)
  try {
    const records = [{ routingKey: Uint8Array.from(identityRoutingKey(NETWORK, id)), envelope }]
    const { results } = await callPeer(
      channels,
      operator.map((one) => multiaddr(one)),
      directory.publish,
      { records },
    )
    return results.map(({ outcome, code, message }) => `${outcome}${code} ${message}`.trim()).join()
  } finally {
    await channels.stop()
    await host.stop()
  }
}
