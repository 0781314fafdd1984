import { OpenPeerError } from '../errors.ts'
import type { OwnRecords } from './own-records.ts'
import type { PeerStorage } from './storage.ts'

const MARK = 'self/unlisted'

/**
 * Unlisted is for good, and so is listed: what was published stays with operators, and what was not must not be by a forgotten
 * option. Throws INVALID_CONFIG. docs/spec/invitations.md, "The unlisted side"
 */
export async function checkUnlisted(
  isUnlisted: boolean,
  { own, storage }: { own: Pick<OwnRecords, 'isPublic'>; storage: PeerStorage },
): Promise<void> {
  const wasUnlisted = (await storage.get(MARK)) !== null
  if (wasUnlisted && !isUnlisted) {
    const text = 'This identity is unlisted: start it with privacy.unlisted, or make another one to be found by a name.'
    throw new OpenPeerError('INVALID_CONFIG', text)
  }
  if (!isUnlisted || wasUnlisted) return
  if (own.isPublic) {
    const text = 'This identity was published: operators keep that. Make a new one to be unlisted.'
    throw new OpenPeerError('INVALID_CONFIG', text)
  }
  await storage.put(MARK, Uint8Array.of(1))
}
