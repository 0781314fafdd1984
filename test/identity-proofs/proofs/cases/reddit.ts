import { profileCase } from './profile-case.ts'

const post = (author: string, selftext: string) => ({
  kind: 'Listing',
  data: { children: [{ kind: 't3', data: { author, selftext, title: 'My identity', subreddit: `u_${author}` } }] },
})
const comment = { kind: 'Listing', data: { children: [{ kind: 't1', data: { author: 'bob', body: 'nice' } }] } }

const common = profileCase({
  method: 'reddit',
  claim: 'https://www.reddit.com/user/alice/comments/1abc2d/my_identity',
  account: 'u/alice',
  takes: ['https://old.reddit.com/u/Alice/comments/1abc2d'],
  leaves: [
    'https://www.reddit.com/r/alice/comments/1abc2d/x',
    'https://www.reddit.com/user/alice',
    'https://www.reddit.com/user/alice/comments/1abc2d/x/comment1',
  ],
  host: 'www.reddit.com',
  path: '/user/alice/comments/1abc2d.json',
  body: (author, text) => [post(author, text), comment],
})

export const reddit = {
  ...common,
  forgeries: [
    ...common.forgeries,
    {
      what: 'a comment that even names its author alice',
      answers: ({ plain }: { plain: string }) => ({
        https: {
          'www.reddit.com': {
            '/user/alice/comments/1abc2d.json': { body: [post('alice', 'hi'), post('alice', plain)] },
          },
        },
      }),
      result: 'missing' as const,
    },
  ],
}
