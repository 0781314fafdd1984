import { profileMethod } from './profile-method.ts'

/** `https://news.ycombinator.com/user?id=<account>`: the account's "about". */
export const hackernews = profileMethod({
  id: 'hackernews',
  accountOf(url) {
    const isUser = url.protocol === 'https:' && url.host === 'news.ycombinator.com' && url.pathname === '/user'
    return isUser && url.hash === '' ? (/^\?id=([A-Za-z0-9_-]{2,32})$/.exec(url.search)?.[1] ?? null) : null
  },
  api: (account) => `https://hacker-news.firebaseio.com/v0/user/${account}.json`,
  owner: ['id'],
  places: [['about']],
})
