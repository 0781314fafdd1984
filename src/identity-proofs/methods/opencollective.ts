import { accountAt, part } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `https://opencollective.com/<account>`: the short description or the website of the public JSON. */
export const opencollective = profileMethod({
  id: 'opencollective',
  accountOf: (url) => accountAt(url, 'opencollective.com'),
  api: (account) => `https://opencollective.com/${part(account)}.json`,
  owner: ['slug'],
  places: [['description'], ['website']],
})
