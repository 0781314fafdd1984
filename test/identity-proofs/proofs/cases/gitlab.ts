import type { MethodCase } from '../case.ts'

const project = (path: string, description: string) => ({
  https: {
    'gitlab.test': {
      '/api/v4/projects/alice%2Fgitlab_proof': {
        body: { id: 42, name: 'gitlab_proof', path_with_namespace: path, description, visibility: 'public' },
      },
    },
  },
})

export const gitlab: MethodCase = {
  method: 'gitlab',
  claim: 'https://gitlab.test/alice/gitlab_proof',
  account: 'alice@gitlab.test',
  takes: ['https://gitlab.com/alice/gitlab_proof', 'gitlab+https://gitlab.test/alice/about-me'],
  leaves: [
    'https://gitlab.test/alice',
    'https://gitlab.test/a/b/gitlab_proof',
    'http://gitlab.test/alice/gitlab_proof',
  ],
  genuine: (word) => project('alice/gitlab_proof', word),
  forgeries: [
    {
      what: 'a project that moved to somebody else',
      answers: ({ plain }) => project('mallory/gitlab_proof', plain),
      result: 'mismatch',
    },
    { what: 'another description', answers: () => project('alice/gitlab_proof', 'my things'), result: 'missing' },
    {
      what: 'an answer that is no JSON',
      answers: () => ({
        https: { 'gitlab.test': { '/api/v4/projects/alice%2Fgitlab_proof': { body: '<html>' } } },
      }),
      result: 'missing',
    },
    {
      what: 'a service that is broken now',
      answers: () => ({
        https: { 'gitlab.test': { '/api/v4/projects/alice%2Fgitlab_proof': { status: 502, body: '' } } },
      }),
      result: 'unreachable',
    },
  ],
}
