import type { MethodCase } from '../case.ts'

const gist = (login: string, content: string) => ({
  https: {
    'api.github.com': {
      '/gists/0123456789abcdef': {
        body: {
          id: '0123456789abcdef',
          public: true,
          owner: { login, id: 583231, type: 'User' },
          files: { 'proof.md': { filename: 'proof.md', type: 'text/markdown', content } },
        },
      },
    },
  },
})

export const github: MethodCase = {
  method: 'github',
  claim: 'https://gist.github.com/Alice/0123456789abcdef',
  account: 'Alice',
  takes: ['https://gist.github.com/alice-b/ABCDEF0123'],
  leaves: [
    'https://gist.github.com/alice',
    'https://gist.github.com/alice/0123/raw',
    'https://github.com/alice/0123456789abcdef',
    'https://gist.github.com.evil.example/alice/0123456789abcdef',
    'https://gist.github.com/alice/..%2f..%2fusers%2fbob',
  ],
  genuine: (word) => gist('alice', `My identity:\n\n${word}\n`),
  forgeries: [
    { what: 'a gist of somebody else', answers: ({ plain }) => gist('mallory', plain), result: 'mismatch' },
    { what: 'a gist without the word', answers: () => gist('alice', 'hello'), result: 'missing' },
    { what: 'the word inside a longer one', answers: ({ plain }) => gist('alice', `x${plain}y`), result: 'missing' },
    {
      what: 'a gist whose owner is not told',
      answers: ({ plain }) => ({
        https: { 'api.github.com': { '/gists/0123456789abcdef': { body: { files: { a: { content: plain } } } } } },
      }),
      result: 'mismatch',
    },
    { what: 'a gist that was deleted', answers: () => ({}), result: 'missing' },
  ],
}
