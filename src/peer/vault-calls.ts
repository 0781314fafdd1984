import type { Ed25519PrivateKey } from '@libp2p/interface'
import { isOpenPeerError } from '../errors.ts'
import type { Name } from '../records/names.ts'
import { directory } from '../wire/methods.ts'
import type { RequestOptions } from '../wire/request-options.ts'
import { getVaultBytes, MAX_CLOCK_OFFSET_MS, putVaultBytes } from '../wire/vault-request.ts'
import type { OperatorDomain } from './operator-domain.ts'

export interface VaultCallOptions {
  network: string
  /** this device's peer id, as its multihash */
  peerId: Uint8Array
  now: () => number
}

/** What is put at one home; without a fetch key and a box the home forgets what it keeps. */
export interface PutVault {
  identityKey: Ed25519PrivateKey
  identityId: Uint8Array
  name: string
  fetchKey: Uint8Array
  box: Uint8Array
  /** Not in place of one that was made with other words since. */
  renewal: boolean
}

/** Another device's clock may be ahead of ours; its vault then stays the newest for that long. */
const AHEAD_MS = MAX_CLOCK_OFFSET_MS - 30_000

/** Asks one home to keep a vault, or to forget it. Throws as `putVault` answers: docs/spec/vault.md, "At the homes". */
export function createPutVault({ network, peerId, now }: VaultCallOptions) {
  let last = 0

  async function put(home: OperatorDomain, given: PutVault, at: number, limits: RequestOptions): Promise<void> {
    const { identityKey, name, renewal } = given
    // Two in one millisecond are still one after the other.
    const time = Math.max(at, last + 1)
    last = time
    const [identityId, fetchKey, vault] = [given.identityId, given.fetchKey, given.box].map(copy) as Copies
    const { domain } = home
    const bytes = putVaultBytes({ network, domain, peerId, time, name, identityId, fetchKey, vault, renewal })
    const signature = copy(await identityKey.sign(bytes))
    const request = { name, identityId, fetchKey, vault, time, renewal, signature }
    await home.ask(directory.putVault, request, limits)
  }

  return async (home: OperatorDomain, given: PutVault, limits: RequestOptions = {}): Promise<void> => {
    try {
      await put(home, given, now(), limits)
    } catch (error) {
      if (!isOpenPeerError(error, 'NOT_NEWEST')) throw error
      await put(home, given, now() + AHEAD_MS, limits)
    }
  }
}

type Copies = [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]

/** The sealed vault of a name at one home; null for no such name, no vault and other words alike. Throws RATE_LIMITED, `ask`'s codes. */
export async function getVault(
  home: OperatorDomain,
  { name, fetchKey }: { name: Name; fetchKey: Ed25519PrivateKey },
  { network, peerId, now }: VaultCallOptions,
  limits: RequestOptions = {},
): Promise<Uint8Array | null> {
  const time = now()
  const bytes = getVaultBytes({ network, domain: home.domain, peerId, time, name: name.text })
  const signature = copy(await fetchKey.sign(bytes))
  const request = { name: name.text, fetchKey: copy(fetchKey.publicKey.raw), time, signature }
  const { vault } = await home.ask(directory.getVault, request, limits)
  return vault.length === 0 ? null : vault
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes)
}
