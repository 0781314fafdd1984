import type { MethodCase } from '../case.ts'

const page = (extra: string, description: string, more = '') => ({
  https: {
    't.me': {
      '/alice_b': {
        body: `<!DOCTYPE html><html><head><meta property="og:description" content="Telegram">${more}</head><body>
<div class="tgme_page"><div class="tgme_page_title"><span dir="auto">Alice</span></div>
<div class="tgme_page_extra"> ${extra} </div>
<div class="tgme_page_description ">${description}</div></div></body></html>`,
      },
    },
  },
})

export const telegram: MethodCase = {
  method: 'telegram',
  claim: 'https://t.me/alice_b',
  account: '@alice_b',
  takes: ['https://t.me/Bobby'],
  leaves: ['https://t.me/joinchat/xyz', 'https://t.me/+abcdef', 'https://t.me/bob', 'https://telegram.me/alice_b'],
  genuine: (word) => page('@Alice_B', `me: <a href="https://a.test">site</a> ${word}`),
  forgeries: [
    { what: 'a page without the word', answers: () => page('@alice_b', 'hello'), result: 'missing' },
    { what: 'the page of a name that nobody has', answers: () => page('', ''), result: 'missing' },
    { what: 'the page of another account', answers: ({ plain }) => page('@mallory', plain), result: 'mismatch' },
    {
      what: 'the word outside of the description',
      answers: ({ plain }) =>
        page('@alice_b', '', `<script>"<div class='tgme_page_description'>${plain}</div>"</script>`),
      result: 'missing',
    },
  ],
}
