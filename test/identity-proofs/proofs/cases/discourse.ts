import { profileCase } from './profile-case.ts'

export const discourse = profileCase({
  method: 'discourse',
  claim: 'discourse+https://forum.test/u/alice',
  account: 'alice@forum.test',
  takes: ['discourse+https://meta.discourse.org/u/Bob_2'],
  leaves: [
    'https://forum.test/u/alice',
    'discourse+https://forum.test/alice',
    'discourse+https://forum.test/u/alice/summary',
  ],
  host: 'forum.test',
  path: '/u/alice.json',
  body: (username, bio_raw) => ({ user: { id: 2, username, bio_raw, bio_cooked: '' }, badges: [] }),
})
