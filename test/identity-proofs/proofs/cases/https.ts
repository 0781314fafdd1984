import type { MethodCase } from '../case.ts'

const page = (head: string, body = '') => ({
  https: { 'alice.test': { '/': { body: `<!doctype html><html><head>${head}</head><body>${body}</body></html>` } } },
})

export const https: MethodCase = {
  method: 'https',
  claim: 'https://alice.test/',
  account: 'alice.test',
  takes: ['https://alice.test', 'https+https://alice.test/~alice/'],
  leaves: ['https://alice.test/somewhere', 'https://alice.test:8443/', 'http://alice.test/', 'https://a:b@alice.test/'],
  genuine: (word) => page(`<link rel="icon me" href="peer://a.test/${word}">`),
  forgeries: [
    {
      what: 'the word in the body, where guests may write',
      answers: ({ plain }) =>
        page('', `<a rel="me" href="peer://a.test/${plain}">me</a><meta name="openpeer" content="${plain}">`),
      result: 'missing',
    },
    {
      what: 'markup inside a script of the head',
      answers: ({ plain }) => page(`<script>const comment = '<meta name="openpeer" content="${plain}">'</script>`),
      result: 'missing',
    },
    {
      what: 'markup inside a comment',
      answers: ({ plain }) => page(`<!-- <meta name="openpeer" content="${plain}"> -->`),
      result: 'missing',
    },
    {
      what: 'another meta',
      answers: ({ plain }) => page(`<meta name="description" content="${plain}">`),
      result: 'missing',
    },
    {
      what: 'a well-known text with the word inside a longer one',
      answers: ({ plain }) => ({
        https: { 'alice.test': { '/.well-known/openpeer-proof.txt': { body: `id_${plain}` } } },
      }),
      result: 'missing',
    },
  ],
}
