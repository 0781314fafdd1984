import { directory } from '../../src/wire/methods.ts'
import { getVaultBytes, putVaultBytes } from '../../src/wire/vault-request.ts'
import { filled, ID, KEYS, NAME, NETWORK, NOW, peerIdOf, rawOf } from '../../test/records/fixtures.ts'
import { mutateText } from '../mutate-text.ts'
import type { Random } from '../random.ts'
import { OPERATOR_DOMAIN } from './operator-name.ts'

/** The clock of the node under test runs from a minute after NOW: with this, requests count for nine minutes of a run. */
const TIME = NOW + 5 * 60_000
const where = { network: NETWORK, domain: OPERATOR_DOMAIN, peerId: peerIdOf(KEYS.device) }
const EMPTY = new Uint8Array(0)

/** Signed as it should be by the fixtures' identity, whatever it says, so that it gets as far as the store. */
export async function hostilePut(random: Random): Promise<Uint8Array> {
  const isRemoval = random.oneIn(4)
  const fields = {
    name: random.oneIn(4) ? mutateText(NAME.text, random) : NAME.text,
    identityId: random.oneIn(8) ? random.bytes(random.below(64)) : ID,
    fetchKey: isRemoval ? EMPTY : random.pick([rawOf(KEYS.other), random.bytes(32), random.bytes(random.below(64))]),
    vault: isRemoval ? EMPTY : random.pick([filled(1, 8_192), filled(2, 8_192), random.bytes(random.below(100))]),
    time: random.pick([TIME, TIME + random.below(1_000), random.below(2 ** 32) * 2 ** 21]),
    renewal: random.oneIn(2),
  }
  const bytes = random.oneIn(8) ? random.bytes(20) : putVaultBytes({ ...where, ...fields })
  return directory.putVault.request.encode({ ...copied(fields), signature: await sign('identity', bytes) })
}

/** The same to get one, by keys that may be those of a vault that is kept. */
export async function hostileGet(random: Random): Promise<Uint8Array> {
  const name = random.oneIn(4) ? mutateText(NAME.text, random) : NAME.text
  const time = random.pick([TIME, TIME + random.below(1_000), random.below(2 ** 32) * 2 ** 21])
  const fetchKey = random.pick([rawOf(KEYS.other), random.bytes(32), random.bytes(random.below(64))])
  const bytes = random.oneIn(8) ? random.bytes(20) : getVaultBytes({ ...where, time, name })
  return directory.getVault.request.encode({
    ...copied({ name, fetchKey, time }),
    signature: await sign('other', bytes),
  })
}

async function sign(by: 'identity' | 'other', bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await KEYS[by].sign(bytes))
}

/** Bytes as messages want them. */
function copied<T extends object>(
  fields: T,
): { [K in keyof T]: T[K] extends Uint8Array ? Uint8Array<ArrayBuffer> : T[K] } {
  const entries = Object.entries(fields).map(([field, value]) => [
    field,
    value instanceof Uint8Array ? Uint8Array.from(value) : value,
  ])
  return Object.fromEntries(entries)
}
