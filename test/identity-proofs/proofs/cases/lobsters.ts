import { profileCase } from './profile-case.ts'

export const lobsters = profileCase({
  method: 'lobsters',
  claim: 'https://lobste.rs/~alice',
  account: 'alice',
  takes: ['https://lobste.rs/~Bob-1'],
  leaves: ['https://lobste.rs/alice', 'https://lobste.rs/~alice/threads', 'https://lobste.rs/~'],
  host: 'lobste.rs',
  path: '/~alice.json',
  body: (username, about) => ({ username, created_at: '2020-01-01', is_admin: false, about, karma: 5 }),
})
