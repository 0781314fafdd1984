import { profileCase } from './profile-case.ts'

export const forem = profileCase({
  method: 'forem',
  claim: 'https://dev.to/alice/my-proof-1a2b',
  account: 'alice@dev.to',
  takes: ['forem+https://community.test/alice/hello'],
  leaves: ['https://dev.to/alice', 'https://dev.to/alice/my-proof/comments', 'https://community.test/alice/hello'],
  host: 'dev.to',
  path: '/api/articles/alice/my-proof-1a2b',
  body: (username, body_markdown) => ({
    ...{ type_of: 'article', id: 9, slug: 'my-proof-1a2b', title: 'Me', body_markdown },
    user: { name: 'Alice', username },
  }),
})
