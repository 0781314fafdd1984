import { isPlain, pathParts } from './path.ts'
import { profileMethod } from './profile-method.ts'

// Sites that are not <site>.stackexchange.com.
const OWN_HOSTS = [
  'stackoverflow.com',
  'serverfault.com',
  'superuser.com',
  'askubuntu.com',
  'mathoverflow.net',
  'stackapps.com',
]
/** Their filter that adds "about me" to what they give by default. */
const WITH_ABOUT_ME = '!AH)b5JqVyImf'

/** `https://stackoverflow.com/users/<number>/<name>`, and on every other site of Stack Exchange: "about me". */
export const stackexchange = profileMethod({
  id: 'stackexchange',
  accountOf(url) {
    const [users, number, _name, more] = pathParts(url) ?? []
    if (!isPlain(url) || siteOf(url) === null || users !== 'users' || more !== undefined) return null
    return number !== undefined && /^\d{1,12}$/.test(number) ? number : null
  },
  api: (account, url) =>
    `https://api.stackexchange.com/2.3/users/${account}?site=${siteOf(url)}&filter=${encodeURIComponent(WITH_ABOUT_ME)}`,
  owner: ['items', 0, 'user_id'],
  places: [['items', 0, 'about_me']],
  display: (account, url) => `${account}@${siteOf(url)}`,
})

function siteOf({ hostname }: URL): string | null {
  const below = /^([a-z0-9-]+)\.stackexchange\.com$/.exec(hostname)?.[1]
  if (below !== undefined && below !== 'api' && below !== 'www') return below
  return OWN_HOSTS.includes(hostname) ? hostname.replace(/\.com$/, '') : null
}
