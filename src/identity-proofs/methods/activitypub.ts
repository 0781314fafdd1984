import { at, elements, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, pathParts } from './path.ts'

const ACTIVITY = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
const ACTORS = ['Person', 'Service', 'Group', 'Organization', 'Application']

/**
 * `https://social.example/@<account>` or `…/users/<account>`, `…/u/…`, `…/author/…`: the summary or a field of the actor's
 * own profile on Mastodon, Pleroma, Pixelfed and whatever else speaks ActivityPub.
 */
export const activitypub: ProofMethod = {
  id: 'activitypub',
  match(url, isNamed) {
    const account = isPlain(url) ? accountOf(pathParts(url) ?? [], isNamed) : null
    if (account === null) return null
    return {
      account: `@${account}@${url.hostname}`,
      profile: url.href,
      requests: [{ kind: 'get', url: url.href, accept: ACTIVITY }],
      read(answer) {
        const json = answer.json()
        const type = at(json, 'type')
        if (typeof type !== 'string' || !ACTORS.includes(type)) {
          return { place: 'missing', detail: 'The address shows no ActivityPub actor.' }
        }
        // The actor must be this server's own: a server may show copies of others' accounts.
        if (!isHere(at(json, 'id'), url.hostname) || !isAccount(at(json, 'preferredUsername'), account)) {
          return { place: 'foreign', detail: `The actor is not @${account}@${url.hostname}.` }
        }
        const fields = elements(at(json, 'attachment')).map((field) => at(field, 'value'))
        return { place: 'owned', texts: texts(at(json, 'summary'), fields) }
      },
    }
  },
}

function accountOf([first, second, more]: string[], isNamed: boolean): string | null {
  if (first?.startsWith('@') && second === undefined) return first.slice(1) || null
  const isActorPath = isNamed || ['users', 'u', 'author', 'accounts'].includes(first ?? '')
  return isActorPath && more === undefined && second !== undefined ? second.replace(/^@/, '') : null
}

function isHere(id: unknown, hostname: string): boolean {
  return typeof id === 'string' && URL.canParse(id) && new URL(id).hostname === hostname
}
