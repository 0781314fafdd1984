import { isHostName } from '../outside-url.ts'
import { at, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

/**
 * `https://bsky.app/profile/<handle or DID>`: the description of the profile, by the public AppView. With a DID the proof
 * outlives a change of handle.
 */
export const bluesky: ProofMethod = {
  id: 'bluesky',
  match(url) {
    const [profile, actor, more] = pathParts(url) ?? []
    if (!isPlain(url) || url.hostname !== 'bsky.app' || profile !== 'profile' || more !== undefined) return null
    if (actor === undefined || !(isHostName(actor.toLowerCase()) || /^did:(plc|web):[a-z0-9.-]+$/.test(actor)))
      return null
    const field = actor.startsWith('did:') ? 'did' : 'handle'
    return {
      account: field === 'handle' ? `@${actor}` : actor,
      profile: url.href,
      requests: [
        { kind: 'get', url: `https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=${part(actor)}` },
      ],
      read(answer) {
        const json = answer.json()
        if (!isAccount(at(json, field), actor))
          return { place: 'foreign', detail: `The profile is not that of ${actor}.` }
        return { place: 'owned', texts: texts(at(json, 'description'), at(json, 'displayName')) }
      },
    }
  },
}
