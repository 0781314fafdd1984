import type { MethodCase } from '../case.ts'

const actor = (fields: object) => ({
  https: {
    'social.test': {
      '/@alice': {
        body: {
          '@context': 'https://www.w3.org/ns/activitystreams',
          id: 'https://social.test/users/alice',
          type: 'Person',
          preferredUsername: 'alice',
          summary: '<p>Hello</p>',
          url: 'https://social.test/@alice',
          attachment: [{ type: 'PropertyValue', name: 'Site', value: 'https://alice.test' }],
          ...fields,
        },
      },
    },
  },
})
const field = (value: string) => ({ attachment: [{ type: 'PropertyValue', name: 'Open Peer', value }] })

export const activitypub: MethodCase = {
  method: 'activitypub',
  claim: 'https://social.test/@alice',
  account: '@alice@social.test',
  takes: [
    'https://social.test/users/alice',
    'https://pixel.test/u/alice',
    'activitypub+https://social.test/people/alice',
  ],
  leaves: ['https://social.test/@alice/123456', 'https://social.test/about', 'https://social.test/@'],
  genuine: (word) => actor(field(`<span>${word}</span>`)),
  forgeries: [
    { what: 'an actor without the word', answers: () => actor({}), result: 'missing' },
    {
      what: 'a copy of an actor of another server',
      answers: ({ plain }) => actor({ id: 'https://evil.test/users/alice', summary: plain }),
      result: 'mismatch',
    },
    {
      what: 'another account of the same server',
      answers: ({ plain }) => actor({ preferredUsername: 'mallory', summary: plain }),
      result: 'mismatch',
    },
    {
      what: 'a post in place of an actor',
      answers: ({ plain }) => actor({ type: 'Note', content: plain, summary: plain }),
      result: 'missing',
    },
    { what: 'the word with a letter more', answers: ({ plain }) => actor({ summary: `${plain}q` }), result: 'missing' },
    {
      what: 'the word in a field that others write',
      answers: ({ plain }) => actor({ replies: { items: [{ content: plain }] } }),
      result: 'missing',
    },
  ],
}
