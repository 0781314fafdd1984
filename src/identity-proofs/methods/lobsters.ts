import { accountAt, part } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `https://lobste.rs/~<account>`: the account's "about". */
export const lobsters = profileMethod({
  id: 'lobsters',
  accountOf: (url) => /^~(.+)$/.exec(accountAt(url, 'lobste.rs') ?? '')?.[1] ?? null,
  api: (account) => `https://lobste.rs/~${part(account)}.json`,
  owner: ['username'],
  places: [['about']],
})
