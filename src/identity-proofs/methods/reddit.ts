import { at, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

const HOSTS = ['www.reddit.com', 'reddit.com', 'old.reddit.com']

/** `https://www.reddit.com/user/<account>/comments/<post>/<title>`: a post on the account's own page, not its comments. */
export const reddit: ProofMethod = {
  id: 'reddit',
  match(url) {
    const [user, account, comments, post, _title, more] = pathParts(url) ?? []
    if (!isPlain(url) || !HOSTS.includes(url.hostname) || comments !== 'comments' || more !== undefined) return null
    if (!['user', 'u'].includes(user ?? '') || account === undefined || !/^[a-z0-9]{1,16}$/.test(post ?? ''))
      return null
    return {
      account: `u/${account}`,
      profile: `https://www.reddit.com/user/${part(account)}`,
      requests: [{ kind: 'get', url: `https://www.reddit.com/user/${part(account)}/comments/${post}.json` }],
      read(answer) {
        // The first list is the post, the second what others wrote below it.
        const shown = at(answer.json(), 0, 'data', 'children', 0, 'data')
        if (!isAccount(at(shown, 'author'), account))
          return { place: 'foreign', detail: `The post is not by ${account}.` }
        return { place: 'owned', texts: texts(at(shown, 'selftext'), at(shown, 'title')) }
      },
    }
  },
}
