import { OpenPeerError } from '../../errors.ts'
import { IDENTITY_ID_BYTES } from '../../records/identity-id.ts'
import { answering } from '../../wire/call.ts'
import { directory, MAX_LOCATIONS } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { Locations } from '../locations.ts'

/** `locate`: the locations that this home keeps of one identity (docs/spec/directory.md). Code: INVALID_ARGUMENT. */
export function locateHandler({ locations }: { locations: Locations }): Handler {
  return answering(directory.locate, async ({ identityId }) => {
    if (identityId.byteLength !== IDENTITY_ID_BYTES) {
      throw new OpenPeerError('INVALID_ARGUMENT', `An identity id has ${IDENTITY_ID_BYTES} bytes`)
    }
    const found = locations.of(identityId).slice(0, MAX_LOCATIONS)
    return { locations: found.map(({ bytes }) => bytes) }
  })
}
