import { at, elements, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

/** `https://gist.github.com/<account>/<gist>`: any file of a public gist that the account owns. */
export const github: ProofMethod = {
  id: 'github',
  match(url) {
    const [account, gist, more] = pathParts(url) ?? []
    if (!isPlain(url) || url.hostname !== 'gist.github.com' || account === undefined) return null
    if (gist === undefined || !/^[0-9a-f]{1,64}$/i.test(gist) || more !== undefined) return null
    return {
      account,
      profile: `https://github.com/${part(account)}`,
      requests: [{ kind: 'get', url: `https://api.github.com/gists/${gist}`, accept: 'application/vnd.github+json' }],
      read(answer) {
        const json = answer.json()
        if (!isAccount(at(json, 'owner', 'login'), account)) {
          return { place: 'foreign', detail: `The gist is not one of ${account}.` }
        }
        const files = at(json, 'files')
        const contents = Object.values(typeof files === 'object' && files !== null ? files : {})
        return { place: 'owned', texts: texts(elements(contents).map((file) => at(file, 'content'))) }
      },
    }
  },
}
