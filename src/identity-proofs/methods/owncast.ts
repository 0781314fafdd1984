import { at, EACH, texts } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain } from './path.ts'

/** `owncast+https://live.alice.example/`: the stream's social handles, summary or page. The whole server is one account. */
export const owncast: ProofMethod = {
  id: 'owncast',
  match(url, isNamed) {
    if (!isNamed || !isPlain(url) || url.pathname !== '/') return null
    return {
      account: url.hostname,
      profile: url.href,
      requests: [{ kind: 'get', url: `https://${url.hostname}/api/config` }],
      read(answer) {
        const json = answer.json()
        const handles = at(json, 'socialHandles', EACH, 'url')
        return { place: 'owned', texts: texts(handles, at(json, 'summary'), at(json, 'extraPageContent')) }
      },
    }
  },
}
