import { OpenPeerError } from '../../errors.ts'
import { IDENTITY_ID_BYTES } from '../../records/identity-id.ts'
import { answering } from '../../wire/call.ts'
import { directory, MAX_LOCATIONS } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { Locations } from '../locations.ts'
import type { UnlistedLocations } from '../unlisted-locations.ts'

export interface LocateOptions {
  locations: Locations
  unlisted: Pick<UnlistedLocations, 'of'>
}

/**
 * `locate`: the locations that this home keeps of one identity, listed or not: whoever asks knows its id
 * (docs/spec/directory.md). Code: INVALID_ARGUMENT.
 */
export function locateHandler({ locations, unlisted }: LocateOptions): Handler {
  return answering(directory.locate, async ({ identityId }) => {
    if (identityId.byteLength !== IDENTITY_ID_BYTES) {
      throw new OpenPeerError('INVALID_ARGUMENT', `An identity id has ${IDENTITY_ID_BYTES} bytes`)
    }
    const found = [...locations.of(identityId), ...unlisted.of(identityId)].slice(0, MAX_LOCATIONS)
    return { locations: found.map(({ bytes }) => bytes) }
  })
}
