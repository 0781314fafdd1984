import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import type { KeyStore, PeerKeys, PublisherKeys } from '../peer/key-store.ts'
import { replay } from '../records/key-log.ts'

/**
 * The device's own keys, where this directory is a device of that identity and lacks its key: it becomes a publisher and stays
 * the device that it is. Throws INVALID_ARGUMENT for any other identity that is there.
 */
export async function deviceWithout(
  given: Pick<PublisherKeys, 'network' | 'identityKey' | 'keyLog'>,
  directory: string,
  keyStore: KeyStore,
): Promise<Pick<PeerKeys, 'deviceKey' | 'sealingKey'>> {
  const keys = await keyStore.load()
  if (keys !== null && keys.network === given.network && keys.identityKey?.equals(given.identityKey) !== true) {
    const [here, there] = await Promise.all([replay(keys.keyLog), replay(given.keyLog)])
    if (equals(here.id, there.id)) return { deviceKey: keys.deviceKey, sealingKey: keys.sealingKey }
  }
  const text = `There is an identity in ${directory} already: choose another --dir for this one.`
  throw new OpenPeerError('INVALID_ARGUMENT', text)
}
