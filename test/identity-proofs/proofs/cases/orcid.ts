import { profileCase } from './profile-case.ts'

export const orcid = profileCase({
  method: 'orcid',
  claim: 'https://orcid.org/0000-0002-1825-0097',
  account: '0000-0002-1825-0097',
  takes: ['https://orcid.org/0000-0001-5109-370X'],
  leaves: [
    'https://orcid.org/0000-0002-1825',
    'https://orcid.org/0000-0002-1825-0097/works',
    'https://orcid.org/alice',
  ],
  host: 'pub.orcid.org',
  path: '/v3.0/0000-0002-1825-0097/record',
  owner: '0000-0002-1825-0097',
  stranger: '0000-0001-5109-3700',
  body: (path, value) => ({
    'orcid-identifier': { uri: `https://orcid.org/${path}`, path, host: 'orcid.org' },
    person: { biography: null, 'researcher-urls': { 'researcher-url': [{ 'url-name': 'me', url: { value } }] } },
  }),
})
