import { isHostName } from '../outside-url.ts'
import type { ProofMethod } from './method.ts'

/** `dns:alice.example`, also with `?type=TXT`: a TXT record of the domain itself. */
export const dns: ProofMethod = {
  id: 'dns',
  match(url) {
    const domain = url.pathname.toLowerCase()
    if (url.protocol !== 'dns:' || !isHostName(domain) || !domain.includes('.')) return null
    if (url.hash !== '' || !['', '?type=TXT'].includes(url.search)) return null
    return {
      account: domain,
      profile: `https://${domain}/`,
      requests: [{ kind: 'txt', name: domain }],
      read: ({ text }) => ({ place: 'owned', texts: text.split('\n') }),
    }
  },
}
