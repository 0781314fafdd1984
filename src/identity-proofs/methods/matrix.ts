import { isHostName } from '../outside-url.ts'
import { texts } from './json.ts'
import type { ProofMethod } from './method.ts'

// Where a server's API is not at its own name, and it is known without asking: a delegation in its answer is not followed.
const API_HOSTS = new Map([['matrix.org', 'matrix-client.matrix.org']])

/** `matrix:u/<account>:<server>`: any field of the profile that the account's own server shows without a login. */
export const matrix: ProofMethod = {
  id: 'matrix',
  match(url) {
    const [, account, server] = /^u\/([a-z0-9._=/+-]{1,128}):([^:/]+)$/.exec(url.pathname) ?? []
    if (url.protocol !== 'matrix:' || account === undefined || server === undefined || !isHostName(server)) return null
    if (url.search !== '' || url.hash !== '') return null
    const user = `@${account}:${server}`
    const host = API_HOSTS.get(server) ?? server
    return {
      account: user,
      profile: `https://matrix.to/#/${user}`,
      requests: [{ kind: 'get', url: `https://${host}/_matrix/client/v3/profile/${encodeURIComponent(user)}` }],
      read(answer) {
        const json = answer.json()
        const fields = typeof json === 'object' && json !== null ? Object.values(json) : []
        return { place: 'owned', texts: texts(...fields) }
      },
    }
  },
}
