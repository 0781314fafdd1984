import type { MethodCase } from '../case.ts'

function repositoryCase(id: 'forgejo' | 'gitea'): MethodCase {
  const host = `${id}.test`
  const repository = (login: string, description: string) => ({
    https: {
      [host]: {
        [`/api/v1/repos/alice/${id}_proof`]: {
          body: { id: 7, name: `${id}_proof`, owner: { login, username: login }, description, private: false },
        },
      },
    },
  })
  return {
    method: id,
    claim: `https://${host}/alice/${id}_proof`,
    account: `alice@${host}`,
    takes: [`https://codeberg.org/alice/${id}_proof`, `${id}+https://${host}/alice/hello`],
    leaves: [`https://${host}/alice`, `https://${host}/alice/${id}_proof/src`, `https://${host}/alice/${id}_proof?x=1`],
    genuine: (word) => repository('Alice', `Proof: ${word}`),
    forgeries: [
      {
        what: 'a repository that was given away',
        answers: ({ plain }) => repository('mallory', plain),
        result: 'mismatch',
      },
      { what: 'no word in the description', answers: () => repository('alice', ''), result: 'missing' },
      { what: 'no such repository', answers: () => ({}), result: 'missing' },
    ],
  }
}

export const forgejo = repositoryCase('forgejo')
export const gitea = repositoryCase('gitea')
