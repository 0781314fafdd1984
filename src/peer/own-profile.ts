import { OpenPeerError } from '../errors.ts'
import type { Profile } from '../records/payloads.js'
import { isUnreached } from './node-turns.ts'
import type { OwnRecords } from './own-records.ts'
import type { Presence } from './presence.ts'
import type { Published } from './publish-identity.ts'

export interface ProfileChange {
  /** For people to read, at most 256 bytes; '' for none. */
  displayName?: string
  /** Shows the registered name in clear; without that, operators hold a hash of it. */
  showName?: boolean
  signal?: AbortSignal | undefined
}

/**
 * What this identity tells everybody about itself: display name, names in clear, claimed accounts. None until the owner makes
 * one; names that are not in it are published as hashes. docs/spec/records.md, "Payloads"
 */
export interface OwnProfile {
  /** As operators hold it, or as published last; null for none. Throws as `Peer.publish`. */
  get(options?: { signal?: AbortSignal | undefined }): Promise<Profile | null>
  /** Changes and publishes. Throws INVALID_ARGUMENT (there is no name to show), LIMIT_EXCEEDED, and as `Peer.publish`. */
  set(change: ProfileChange): Promise<Published>
  /** Takes all of it out, claimed accounts included. What others kept of earlier versions they may keep. Throws as `Peer.publish`. */
  remove(options?: { signal?: AbortSignal | undefined }): Promise<Published>
}

export function createOwnProfile({
  own,
  presence,
}: {
  own: OwnRecords
  presence: Pick<Presence, 'publish' | 'caughtUp'>
}): OwnProfile {
  function nameToShow(): string {
    if (own.named !== null) return own.named.name.text
    throw new OpenPeerError('INVALID_ARGUMENT', 'You have no name to show: register one first.')
  }

  return {
    async get({ signal } = {}) {
      await presence.caughtUp(signal).catch((error: unknown) => {
        if (!isUnreached(error)) throw error
      })
      return (await own.identity()).payload.profile ?? null
    },
    set: async ({ displayName, showName, signal }) => {
      const shown = showName === undefined ? {} : { showNames: showName ? [nameToShow()] : [] }
      const change = { ...(displayName === undefined ? {} : { displayName }), ...shown }
      return presence.publish({ signal, change })
    },
    remove: ({ signal } = {}) => presence.publish({ signal, change: { dropProfile: true } }),
  }
}
