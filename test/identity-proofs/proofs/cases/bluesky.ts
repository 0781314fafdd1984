import type { MethodCase } from '../case.ts'

const profile = (handle: string, description: string) => ({
  https: {
    'public.api.bsky.app': {
      '/xrpc/app.bsky.actor.getProfile?actor=alice.test': {
        body: { did: 'did:plc:z72i7hdynmk6r22z27h6tvur', handle, displayName: 'Alice', description, followersCount: 3 },
      },
    },
  },
})

export const bluesky: MethodCase = {
  method: 'bluesky',
  claim: 'https://bsky.app/profile/alice.test',
  account: '@alice.test',
  takes: ['https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur'],
  leaves: [
    'https://bsky.app/profile/alice.test/post/3k',
    'https://bsky.app/alice.test',
    'https://bsky.social/profile/alice.test',
  ],
  genuine: (word) => profile('alice.test', `hi\n${word}`),
  forgeries: [
    { what: 'another handle', answers: ({ plain }) => profile('mallory.test', plain), result: 'mismatch' },
    { what: 'nothing in the profile', answers: () => profile('alice.test', ''), result: 'missing' },
    {
      what: 'a service that limits us',
      answers: () => ({
        https: {
          'public.api.bsky.app': { '/xrpc/app.bsky.actor.getProfile?actor=alice.test': { status: 429, body: '{}' } },
        },
      }),
      result: 'unreachable',
    },
  ],
}
