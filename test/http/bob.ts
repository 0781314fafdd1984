import { generateKeyPair } from '@libp2p/crypto/keys'
import type { ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { createInception, createTombstone } from '../../src/records/create-key-event.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { parseName } from '../../src/records/names.ts'
import { listedNameHash, nameHash } from '../../src/records/routing-key.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { validateDomain, validateIdentity, validateName } from '../../src/records/validate.ts'

export const NETWORK = 'test'
export const BOB = 'bob@b.test'

/** The records of bob@b.test, signed at `now` (ms): the domain's lives 3 hours, the name's 1, the identity's 2. */
export async function sealBob(now: number, options: { revoked?: boolean } = {}): Promise<ResolvedBundle> {
  const HOUR_MS = 3_600_000
  const name = parseName(BOB)
  const [domainKey, identityKey, recoveryKey, deviceKey, nodeKey] = await Promise.all(
    Array.from({ length: 5 }, () => generateKeyPair('Ed25519')),
  )
  if (!domainKey || !identityKey || !recoveryKey || !deviceKey || !nodeKey) throw new Error('no keys')
  const times = { network: NETWORK, now }
  const seq = now
  const domainBytes = await sealRecord(
    'domain',
    {
      domain: name.domain,
      seq,
      expiresAt: now + 3 * HOUR_MS,
      key: domainKey.publicKey.raw,
      previousKeys: [],
      nodes: [],
      services: [],
      policy: [],
    },
    domainKey,
    NETWORK,
  )
  const inception = await createInception({
    signingKey: identityKey,
    recoveryPublicKey: recoveryKey.publicKey.raw,
    time: now,
  })
  const keyLog = options.revoked ? await createTombstone([inception], { recoveryKey, time: now }) : [inception]
  const { id } = await replay(keyLog)
  const device = await createDeviceEntry({
    deviceKey,
    identityId: id,
    network: NETWORK,
    sealingKey: new Uint8Array(32).fill(9),
    publisher: true,
  })
  const identityBytes = await sealRecord(
    'identity',
    {
      id,
      keyLog,
      seq,
      expiresAt: options.revoked ? 0 : now + 2 * HOUR_MS,
      homes: options.revoked ? [] : [name.domain],
      devices: options.revoked ? [] : [device],
      listedNames: options.revoked ? [] : [listedNameHash(id, name)],
      ...(options.revoked ? {} : { profile: { displayName: 'Bob', names: [BOB], claims: [] } }),
    },
    options.revoked ? recoveryKey : identityKey,
    NETWORK,
  )
  const nameBytes = await sealRecord(
    'name',
    { nameHash: nameHash(name.local), identityId: id, seq, expiresAt: now + HOUR_MS, since: now },
    domainKey,
    NETWORK,
  )
  return {
    domain: await validateDomain(domainBytes, name.domain, times),
    name: await validateName(nameBytes, domainKey.publicKey.raw, name, times),
    identity: await validateIdentity(identityBytes, id, times),
    locations: [],
    homes: [],
    source: 'domain',
    answers: 1,
    needed: 1,
    refused: [],
  }
}
