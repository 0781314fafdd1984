import { profileCase } from './profile-case.ts'

export const lichess = profileCase({
  method: 'lichess',
  claim: 'https://lichess.org/@/alice',
  account: 'alice',
  takes: ['https://lichess.org/@/Alice_B'],
  leaves: ['https://lichess.org/alice', 'https://lichess.org/@/alice/all', 'https://lichess.org/@/'],
  host: 'lichess.org',
  path: '/api/user/alice',
  body: (username, links) => ({ id: username.toLowerCase(), username, perfs: {}, profile: { bio: 'chess', links } }),
})
