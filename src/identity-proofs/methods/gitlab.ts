import { at, isAccount, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

/** `https://gitlab.example/<account>/gitlab_proof`: the description of a project of this name. */
export const gitlab: ProofMethod = {
  id: 'gitlab',
  match(url, isNamed) {
    const [account, project, more] = pathParts(url) ?? []
    if (!isPlain(url) || account === undefined || project === undefined || more !== undefined) return null
    if (!isNamed && project !== 'gitlab_proof') return null
    const path = `${account}/${project}`
    return {
      account: `${account}@${url.hostname}`,
      profile: `https://${url.hostname}/${part(account)}`,
      requests: [{ kind: 'get', url: `https://${url.hostname}/api/v4/projects/${part(path)}` }],
      read(answer) {
        const json = answer.json()
        // A project that was moved or renamed answers under its old path too.
        if (!isAccount(at(json, 'path_with_namespace'), path)) {
          return { place: 'foreign', detail: `The project is not ${path}.` }
        }
        return { place: 'owned', texts: texts(at(json, 'description')) }
      },
    }
  },
}
