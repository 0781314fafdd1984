import { profileCase } from './profile-case.ts'

export const keybase = profileCase({
  method: 'keybase',
  claim: 'https://keybase.io/alice',
  account: 'alice',
  takes: ['https://keybase.io/alice_b'],
  leaves: ['https://keybase.io/alice/sigchain', 'https://keybase.io/', 'https://keybase.pub/alice'],
  host: 'keybase.io',
  path: '/_/api/1.0/user/lookup.json?username=alice&fields=basics,profile',
  body: (username, bio) => ({
    status: { code: 0, name: 'OK' },
    them: { id: '00ff', basics: { username }, profile: { full_name: 'Alice', bio } },
  }),
})
