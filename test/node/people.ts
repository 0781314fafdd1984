import { noise } from '@chainsafe/libp2p-noise'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Ed25519PrivateKey, Libp2p } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { createInception, createTombstone } from '../../src/records/create-key-event.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { peerIdBytesFromRaw, rawPublicKey } from '../../src/records/keys.ts'
import { parseName } from '../../src/records/names.ts'
import { identityRoutingKey, listedNameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { callPeer, type Method } from '../../src/wire/call.ts'
import { type Channels, createChannels } from '../../src/wire/channels.ts'
import type { RegisterResponse } from '../../src/wire/messages.js'
import { directory } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'

export const NETWORK = 'test'
const HOUR_MS = 3_600_000

export interface IdentityFields {
  homes?: string[]
  names?: string[]
  publisher?: boolean
  seq?: number
  lifetimeMs?: number
  withoutDevice?: boolean
  network?: string
}

/** Somebody with an identity and one device, which is a libp2p host that only dials. */
export interface Person extends AsyncDisposable {
  readonly id: Uint8Array<ArrayBuffer>
  readonly identityKey: Ed25519PrivateKey
  readonly deviceKey: Ed25519PrivateKey
  readonly host: Libp2p
  routingKey(): Uint8Array<ArrayBuffer>
  /** A new version of the identity record. */
  record(fields?: IdentityFields): Promise<Uint8Array<ArrayBuffer>>
  /** The record of an identity that its owner ended. */
  tombstone(): Promise<Uint8Array<ArrayBuffer>>
  location(fields?: { seq?: number; lifetimeMs?: number; key?: Ed25519PrivateKey }): Promise<Uint8Array<ArrayBuffer>>
  ask<Q, A>(node: OperatorNode, method: Method<Q, A>, message: Partial<Q>): Promise<A>
  /** Lists the name and asks the node for it. */
  register(node: OperatorNode, name: string, fields?: IdentityFields & { token?: string }): Promise<RegisterResponse>
}

/** Makes a person whose clock is `now`. */
export async function createPerson({ now = Date.now }: { now?: () => number } = {}): Promise<Person> {
  const identityKey = await generateKeyPair('Ed25519')
  const recoveryKey = await generateKeyPair('Ed25519')
  const deviceKey = await generateKeyPair('Ed25519')
  const recoveryPublicKey = rawPublicKey(recoveryKey.publicKey)
  const keyLog: Uint8Array[] = [await createInception({ signingKey: identityKey, recoveryPublicKey, time: now() })]
  const { id } = await replay(keyLog)
  const host = await createLibp2p({
    privateKey: deviceKey,
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    services: { identify: identify() },
  })
  const channels: Channels = createChannels(host, protocolIds(NETWORK).directory)
  const sealingKey = new Uint8Array(32).fill(7)

  async function record(fields: IdentityFields = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { homes = ['a.test'], names = [], publisher = true, seq = now(), lifetimeMs = 24 * HOUR_MS } = fields
    const { network = NETWORK } = fields
    const device = await createDeviceEntry({ deviceKey, identityId: id, network, sealingKey, publisher })
    const payload = {
      id,
      keyLog,
      seq,
      expiresAt: seq + lifetimeMs,
      homes,
      devices: fields.withoutDevice ? [] : [device],
      listedNames: names.map((name) => listedNameHash(id, parseName(name))),
    }
    return await sealRecord('identity', payload, identityKey, network)
  }

  async function ask<Q, A>(node: OperatorNode, method: Method<Q, A>, message: Partial<Q>): Promise<A> {
    const address = node.libp2p.getMultiaddrs().map((one) => multiaddr(one.toString()))
    return await callPeer(channels, address, method, message, { timeoutMs: 10_000 })
  }

  return {
    id,
    identityKey,
    deviceKey,
    host,
    routingKey: () => identityRoutingKey(NETWORK, id),
    record,
    async tombstone() {
      const log = await createTombstone(keyLog, { recoveryKey, time: now() })
      const payload = { id, keyLog: log, seq: now(), expiresAt: 0, homes: [], devices: [], listedNames: [] }
      return await sealRecord('identity', payload, recoveryKey, NETWORK)
    },
    async location({ seq = now(), lifetimeMs = HOUR_MS, key = deviceKey } = {}) {
      const peerId = peerIdBytesFromRaw(rawPublicKey(key.publicKey))
      const relay = multiaddr(`/ip4/127.0.0.1/tcp/4001/p2p/${host.peerId}/p2p-circuit`)
      const payload = {
        identityId: id,
        peerId,
        seq,
        expiresAt: seq + lifetimeMs,
        relayAddresses: [relay.bytes],
        directAddresses: [],
      }
      return await sealRecord('location', payload, key, NETWORK)
    },
    ask,
    async register(node, name, { token = '', ...fields } = {}) {
      const identityRecord = await record({ homes: [node.domain], names: [`${name}@${node.domain}`], ...fields })
      return await ask(node, directory.register, { name, identityRecord, token })
    },
    async [Symbol.asyncDispose]() {
      await channels.stop()
      await host.stop()
    },
  }
}
