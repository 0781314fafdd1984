import type { MethodCase } from '../case.ts'

const PATH = '/oembed?url=https%3A%2F%2Ftwitter.com%2Falice%2Fstatus%2F123&omit_script=1'
const embed = (author: string, post: string, name = 'Alice') => ({
  https: {
    'publish.twitter.com': {
      [PATH]: {
        body: {
          url: `https://twitter.com/${author}/status/123`,
          author_name: name,
          author_url: `https://twitter.com/${author}`,
          html: `<blockquote class="twitter-tweet"><p lang="en" dir="ltr">${post}</p>&mdash; ${name} (@${author}) <a href="https://twitter.com/${author}/status/123">May 1, 2026</a></blockquote>`,
          type: 'rich',
        },
      },
    },
  },
})

export const twitter: MethodCase = {
  method: 'twitter',
  claim: 'https://x.com/alice/status/123',
  account: '@alice',
  takes: ['https://twitter.com/Alice/status/99'],
  leaves: ['https://x.com/alice', 'https://x.com/i/web/status/123', 'https://x.com/alice/status/abc'],
  genuine: (word) => embed('Alice', `I am ${word}`),
  forgeries: [
    { what: 'a post of somebody else', answers: ({ plain }) => embed('mallory', plain), result: 'mismatch' },
    { what: 'a post without the word', answers: () => embed('alice', 'hello'), result: 'missing' },
    {
      what: 'the word in a name beside the post',
      answers: ({ plain }) => embed('alice', 'hello', plain),
      result: 'missing',
    },
    { what: 'a deleted post', answers: () => ({}), result: 'missing' },
  ],
}
