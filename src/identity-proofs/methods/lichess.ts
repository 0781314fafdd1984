import { accountAt, part } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `https://lichess.org/@/<account>`: the profile's links or biography. */
export const lichess = profileMethod({
  id: 'lichess',
  accountOf: (url) => accountAt(url, 'lichess.org', '@'),
  api: (account) => `https://lichess.org/api/user/${part(account)}`,
  accept: 'application/json',
  owner: ['username'],
  places: [
    ['profile', 'links'],
    ['profile', 'bio'],
  ],
})
