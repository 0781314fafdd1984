import { OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import { RAW_KEY_BYTES, verifies } from '../../records/keys.ts'
import { parseName } from '../../records/names.ts'
import { identityRoutingKey } from '../../records/routing-key.ts'
import type { VerifiedIdentity } from '../../records/verified-record.ts'
import { answering } from '../../wire/call.ts'
import type { PutVaultRequest } from '../../wire/messages.js'
import { directory } from '../../wire/methods.ts'
import type { Handler, RequestContext } from '../../wire/serve-channel.ts'
import { checkAskedAt, putVaultBytes, VAULT_BYTES } from '../../wire/vault-request.ts'
import type { NameRegistry } from '../name-registry.ts'
import type { VaultKeeping } from '../vault-keeping.ts'

export interface PutVaultOptions {
  domain: string
  network: string
  registry: NameRegistry
  vaults: VaultKeeping
  federation: Federation
  now: () => number
}

/**
 * `putVault`: keeps or removes the sealed vault of somebody who has a name here (docs/spec/vault.md, "At the homes"). It is
 * signed by the identity key in force, not only asked by a publisher's device: that shows the key that the vault is about.
 *
 * Codes: INVALID_ARGUMENT (sizes), INVALID_NAME, SEQ_IN_FUTURE, RECORD_EXPIRED (the clock), NOT_REGISTERED (no name here),
 * NAME_OWNED_BY_ANOTHER, IDENTITY_REVOKED, WRONG_SIGNER, NOT_NEWEST, CONFLICT (a renewal, and the words are others since).
 */
export function putVaultHandler(options: PutVaultOptions): Handler {
  const { vaults, now } = options
  return answering(directory.putVault, async (request, context) => {
    const { name, identityId, fetchKey, vault, time, renewal } = request
    checkSizes(request)
    checkAskedAt(time, now())
    checkName(request, options)
    const identity = await newestIdentity(identityId, options)
    await checkSigner(request, context, identity, options)
    // While holders were asked, the name may have been given to another.
    checkName(request, options)
    if (vault.byteLength === 0) vaults.kept.remove(identityId, time)
    else
      vaults.kept.put({ identityId: copy(identityId), name, fetchKey: copy(fetchKey), box: copy(vault), time }, renewal)
    return {}
  })
}

function checkSizes({ identityId, fetchKey, vault }: PutVaultRequest): void {
  const isRemoval = vault.byteLength === 0 && fetchKey.byteLength === 0
  const isVault = vault.byteLength === VAULT_BYTES && fetchKey.byteLength === RAW_KEY_BYTES
  if (identityId.byteLength === 32 && (isRemoval || isVault)) return
  const text = `A vault has ${VAULT_BYTES} bytes, its fetch key and its identity id 32 each; both are empty to remove it`
  throw new OpenPeerError('INVALID_ARGUMENT', text)
}

function checkName({ name: text, identityId }: PutVaultRequest, options: PutVaultOptions): void {
  const name = parseName(text)
  if (name.text !== text) throw new OpenPeerError('INVALID_NAME', `Write the name as ${name.text}`)
  if (options.vaults.isHere({ name: text, identityId: copy(identityId) })) return
  if (options.registry.namesOf(identityId).length === 0) throw notRegistered(options.domain)
  throw new OpenPeerError('NAME_OWNED_BY_ANOTHER', `${name.text} is not the name of this identity`)
}

function notRegistered(domain: string): OpenPeerError {
  return new OpenPeerError(
    'NOT_REGISTERED',
    `${domain} keeps vaults of people who have a name here: register one first`,
  )
}

/** Holders are asked too: what is held here may be older than a rotation or a recovery elsewhere. */
async function newestIdentity(
  id: Uint8Array,
  { network, federation, domain }: PutVaultOptions,
): Promise<VerifiedIdentity> {
  const { record } = await federation.lookup(identityRoutingKey(network, id), { policy: 'network' })
  if (record?.kind !== 'identity') throw notRegistered(domain)
  if (record.keyState.tombstoned) throw new OpenPeerError('IDENTITY_REVOKED', 'This identity was revoked for good')
  return record
}

async function checkSigner(
  { name, identityId, fetchKey, vault, time, renewal, signature }: PutVaultRequest,
  { remotePeer }: RequestContext,
  identity: VerifiedIdentity,
  { network, domain }: PutVaultOptions,
): Promise<void> {
  const peerId = remotePeer.toMultihash().bytes
  const bytes = putVaultBytes({ network, domain, peerId, time, name, identityId, fetchKey, vault, renewal })
  if (await verifies(identity.keyState.signingKey, bytes, signature)) return
  const text = 'This is not signed by the identity key in force, for this home and this connection: use the newest keys'
  throw new OpenPeerError('WRONG_SIGNER', text)
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes)
}
