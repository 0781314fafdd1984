import type { MethodCase } from '../case.ts'

const config = (fields: object) => ({
  https: { 'live.test': { '/api/config': { body: { name: 'Alice live', summary: '', version: '0.2', ...fields } } } },
})

export const owncast: MethodCase = {
  method: 'owncast',
  claim: 'owncast+https://live.test/',
  account: 'live.test',
  takes: ['owncast+https://stream.alice.example/'],
  leaves: ['https://live.test/', 'owncast+https://live.test/page', 'owncast+https://live.test:8080/'],
  genuine: (word) => config({ socialHandles: [{ platform: 'openpeer', url: `peer://a.test/${word}`, icon: '' }] }),
  forgeries: [
    { what: 'nothing shown', answers: () => config({ socialHandles: [] }), result: 'missing' },
    { what: 'a guest in the chat', answers: ({ plain }) => config({ chat: [{ body: plain }] }), result: 'missing' },
    { what: 'no such server', answers: () => ({}), result: 'missing' },
    {
      what: 'handles that are no list',
      answers: ({ plain }) => config({ socialHandles: { url: plain } }),
      result: 'missing',
    },
  ],
}
