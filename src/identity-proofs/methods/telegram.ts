import { Parser } from 'htmlparser2'
import type { ProofMethod } from './method.ts'
import { accountAt, part } from './path.ts'

const ACCOUNT = /^[A-Za-z][A-Za-z0-9_]{4,31}$/

/** `https://t.me/<account>`: the description on the public page of a person or channel. */
export const telegram: ProofMethod = {
  id: 'telegram',
  match(url) {
    const account = accountAt(url, 't.me')
    if (account === null || !ACCOUNT.test(account)) return null
    return {
      account: `@${account}`,
      profile: url.href,
      requests: [{ kind: 'get', url: `https://t.me/${part(account)}`, accept: 'text/html' }],
      read({ text }) {
        const { shownAccount, description } = readPage(text)
        // Names that nobody has get a page too; it names no account.
        if (shownAccount === null) return { place: 'missing', detail: `There is no public page of @${account}.` }
        const isOwn = shownAccount.toLowerCase() === `@${account}`.toLowerCase()
        return isOwn
          ? { place: 'owned', texts: [description] }
          : { place: 'foreign', detail: `The page is that of ${shownAccount}.` }
      },
    }
  },
}

/** The account's name and description, each the text inside the element of its class. */
function readPage(html: string): { shownAccount: string | null; description: string } {
  const found = { tgme_page_extra: '', tgme_page_description: '' }
  const open: (keyof typeof found | null)[] = []
  const parser = new Parser({
    onopentag(_name, attributes) {
      const classes = (attributes.class ?? '').split(/\s+/)
      const named = (Object.keys(found) as (keyof typeof found)[]).find((name) => classes.includes(name))
      open.push(named ?? open.at(-1) ?? null)
    },
    ontext(text) {
      const place = open.at(-1)
      if (place != null) found[place] += text
    },
    onclosetag: () => void open.pop(),
  })
  parser.end(html)
  const shownAccount = /@[A-Za-z0-9_]+/.exec(found.tgme_page_extra)?.[0] ?? null
  return { shownAccount, description: found.tgme_page_description }
}
