import { EACH } from './json.ts'
import { accountAt, part } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `https://liberapay.com/<account>`: one of the account's statements. */
export const liberapay = profileMethod({
  id: 'liberapay',
  accountOf: (url) => accountAt(url, 'liberapay.com'),
  api: (account) => `https://liberapay.com/${part(account)}/public.json`,
  owner: ['username'],
  places: [['statements', EACH, 'content']],
})
