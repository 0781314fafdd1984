import { at, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

/** `https://dev.to/<account>/<article>`, `forem+https://…` elsewhere: the text of an article by the account. */
export const forem: ProofMethod = {
  id: 'forem',
  match(url, isNamed) {
    const [account, article, more] = pathParts(url) ?? []
    if (!isPlain(url) || !(isNamed || url.hostname === 'dev.to') || more !== undefined) return null
    if (account === undefined || article === undefined) return null
    return {
      account: `${account}@${url.hostname}`,
      profile: `https://${url.hostname}/${part(account)}`,
      requests: [{ kind: 'get', url: `https://${url.hostname}/api/articles/${part(account)}/${part(article)}` }],
      read(answer) {
        const json = answer.json()
        if (!isAccount(at(json, 'user', 'username'), account) || !isAccount(at(json, 'slug'), article)) {
          return { place: 'foreign', detail: `The article is not one by ${account}.` }
        }
        return { place: 'owned', texts: texts(at(json, 'body_markdown')) }
      },
    }
  },
}
