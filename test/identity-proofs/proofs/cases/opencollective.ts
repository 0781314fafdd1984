import { profileCase } from './profile-case.ts'

export const opencollective = profileCase({
  method: 'opencollective',
  claim: 'https://opencollective.com/alice',
  account: 'alice',
  takes: ['https://opencollective.com/open-peer'],
  leaves: [
    'https://opencollective.com/alice/expenses',
    'https://opencollective.com/',
    'https://api.opencollective.com/alice',
  ],
  host: 'opencollective.com',
  path: '/alice.json',
  body: (slug, description) => ({ slug, currency: 'USD', balance: 0, backersCount: 3, description, website: null }),
})
