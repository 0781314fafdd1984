import { accountAt, part } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `discourse+https://forum.example/u/<account>`: "about me". The URL alone could be an ActivityPub actor's. */
export const discourse = profileMethod({
  id: 'discourse',
  accountOf: (url, isNamed) => (isNamed ? accountAt(url, url.hostname, 'u') : null),
  api: (account, { hostname }) => `https://${hostname}/u/${part(account)}.json`,
  accept: 'application/json',
  owner: ['user', 'username'],
  places: [['user', 'bio_raw']],
  display: (account, { hostname }) => `${account}@${hostname}`,
})
