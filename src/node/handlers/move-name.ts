import { OpenPeerError } from '../../errors.ts'
import { MOVED_TO_BYTES } from '../../records/moved-to.ts'
import { parseName } from '../../records/names.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import { ownName, publisherAsks } from '../name-asker.ts'
import type { RegisterOptions } from './register.ts'

/**
 * `moveName`: has a name of this domain say that its holder, who asks by a publisher device, has another name elsewhere,
 * which its identity record lists (docs/spec/directory.md, "Move a name"). The name stays reserved for the identity.
 *
 * Codes: INVALID_NAME, WRONG_DOMAIN, INVALID_ARGUMENT (to itself), LIMIT_EXCEEDED (the new name is too long for a record),
 * `validate`'s, IDENTITY_REVOKED, DEVICE_NOT_LISTED, NAME_NOT_LISTED, NOT_REGISTERED, NAME_OWNED_BY_ANOTHER, CONFLICT, NO_QUORUM.
 */
export function moveNameHandler(options: Omit<RegisterOptions, 'registration'>): Handler {
  const { domain, registry, nameRecords, domainRecord, log } = options
  return answering(directory.moveName, async (request, context) => {
    const name = ownName(request.name, domain)
    const movedTo = parseName(request.movedTo)
    if (movedTo.text === name.text) throw new OpenPeerError('INVALID_ARGUMENT', 'A name does not move to itself')
    if (movedTo.text.length > MOVED_TO_BYTES) {
      const text = `A name record has room for ${MOVED_TO_BYTES} characters: it cannot say where this name moved`
      throw new OpenPeerError('LIMIT_EXCEEDED', text)
    }
    const check = (id: Uint8Array) => registry.checkHolder(name.local, id)
    const { id } = await publisherAsks(request.identityRecord, movedTo, context, { ...options, check })
    const entry = registry.move(name.local, id, movedTo.text)
    const [{ record, holders, needed }] = await Promise.all([nameRecords.issue(entry), domainRecord.offer()])
    log.info({ name: name.local }, 'a name was moved')
    return { nameRecord: record.bytes, holders, needed }
  })
}
