import type { MethodCase } from '../case.ts'

const profile = (body: unknown, user = '%40alice%3Amatrix.test') => ({
  https: { 'matrix.test': { [`/_matrix/client/v3/profile/${user}`]: { body } } },
})

export const matrix: MethodCase = {
  method: 'matrix',
  claim: 'matrix:u/alice:matrix.test',
  account: '@alice:matrix.test',
  takes: ['matrix:u/bob:matrix.org'],
  leaves: [
    'matrix:r/room:matrix.test',
    'matrix:u/alice',
    'matrix:u/alice:matrix.test?action=chat',
    'matrix:u/alice:127.0.0.1:80',
  ],
  genuine: (word) => profile({ displayname: 'Alice', 'org.openpeer.identity': word }),
  forgeries: [
    { what: 'a profile without the word', answers: () => profile({ displayname: 'Alice' }), result: 'missing' },
    {
      what: 'the profile of another account of the server',
      answers: ({ plain }) => profile({ displayname: plain }, '%40mallory%3Amatrix.test'),
      result: 'missing',
    },
    {
      what: 'a delegation to another server',
      answers: ({ plain }) => ({
        https: {
          'matrix.test': {
            '/.well-known/matrix/client': { body: { 'm.homeserver': { base_url: 'https://evil-matrix.test' } } },
          },
          'evil-matrix.test': { '/_matrix/client/v3/profile/%40alice%3Amatrix.test': { body: { displayname: plain } } },
        },
      }),
      result: 'missing',
    },
    {
      what: 'a server that asks for a login',
      answers: () => ({
        https: { 'matrix.test': { '/_matrix/client/v3/profile/%40alice%3Amatrix.test': { status: 401, body: '{}' } } },
      }),
      result: 'unreachable',
    },
  ],
}
