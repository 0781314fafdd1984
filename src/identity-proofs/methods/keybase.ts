import { accountAt, part } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `https://keybase.io/<account>`: the biography. */
export const keybase = profileMethod({
  id: 'keybase',
  accountOf: (url) => accountAt(url, 'keybase.io'),
  api: (account) => `https://keybase.io/_/api/1.0/user/lookup.json?username=${part(account)}&fields=basics,profile`,
  owner: ['them', 'basics', 'username'],
  places: [['them', 'profile', 'bio']],
})
