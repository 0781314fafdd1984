import { profileCase } from './profile-case.ts'

export const stackexchange = profileCase({
  method: 'stackexchange',
  claim: 'https://stackoverflow.com/users/1234/alice',
  account: '1234@stackoverflow',
  takes: ['https://unix.stackexchange.com/users/1', 'https://mathoverflow.net/users/7/bob'],
  leaves: [
    'https://stackoverflow.com/users/alice',
    'https://stackoverflow.com/questions/1234/alice',
    'https://api.stackexchange.com/users/1234',
    'https://stackoverflow.com.evil.example/users/1234',
  ],
  host: 'api.stackexchange.com',
  path: '/2.3/users/1234?site=stackoverflow&filter=!AH)b5JqVyImf',
  owner: '1234',
  stranger: '1235',
  body: (id, about) => ({ items: [{ about_me: `<p>${about}</p>`, user_id: Number(id), display_name: 'Alice' }] }),
})
