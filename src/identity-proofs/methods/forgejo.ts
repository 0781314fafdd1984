import { at, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

/** `https://codeberg.org/<account>/forgejo_proof`: the description of a repository of this name. */
export const forgejo = repositoryMethod('forgejo')
/** The same on Gitea: `https://gitea.example/<account>/gitea_proof`. */
export const gitea = repositoryMethod('gitea')

function repositoryMethod(id: 'forgejo' | 'gitea'): ProofMethod {
  return {
    id,
    match(url, isNamed) {
      const [account, repository, more] = pathParts(url) ?? []
      if (!isPlain(url) || account === undefined || repository === undefined || more !== undefined) return null
      if (!isNamed && repository !== `${id}_proof`) return null
      return {
        account: `${account}@${url.hostname}`,
        profile: `https://${url.hostname}/${part(account)}`,
        requests: [{ kind: 'get', url: `https://${url.hostname}/api/v1/repos/${part(account)}/${part(repository)}` }],
        read(answer) {
          const json = answer.json()
          const isOwn = isAccount(at(json, 'owner', 'login'), account) && isAccount(at(json, 'name'), repository)
          if (!isOwn) return { place: 'foreign', detail: `The repository is not ${account}/${repository}.` }
          return { place: 'owned', texts: texts(at(json, 'description')) }
        },
      }
    },
  }
}
