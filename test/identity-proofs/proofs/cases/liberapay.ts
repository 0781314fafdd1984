import { profileCase } from './profile-case.ts'

export const liberapay = profileCase({
  method: 'liberapay',
  claim: 'https://liberapay.com/alice',
  account: 'alice',
  takes: ['https://liberapay.com/Alice-B'],
  leaves: ['https://liberapay.com/alice/donate', 'https://en.liberapay.com/alice', 'https://liberapay.com/'],
  host: 'liberapay.com',
  path: '/alice/public.json',
  body: (username, content) => ({ id: 1, username, kind: 'individual', statements: [{ lang: 'en', content }] }),
})
