import { profileCase } from './profile-case.ts'

export const hackernews = profileCase({
  method: 'hackernews',
  claim: 'https://news.ycombinator.com/user?id=alice',
  account: 'alice',
  takes: ['https://news.ycombinator.com/user?id=Alice_B-2'],
  leaves: [
    'https://news.ycombinator.com/item?id=1',
    'https://news.ycombinator.com/user?id=alice&x=1',
    'https://news.ycombinator.com/user?id=../item/1',
    'http://news.ycombinator.com/user?id=alice',
  ],
  host: 'hacker-news.firebaseio.com',
  path: '/v0/user/alice.json',
  body: (id, about) => ({ about: `<p>${about}`, created: 1173923446, id, karma: 2937, submitted: [1] }),
})
