import { Parser } from 'htmlparser2'
import { at } from './json.ts'
import type { ProofMethod } from './method.ts'
import { isPlain, part, pathParts } from './path.ts'

const HOSTS = ['x.com', 'twitter.com', 'www.twitter.com', 'mobile.twitter.com']

/** `https://x.com/<account>/status/<number>`: a post of the account, by the embedding service, which asks for no login. */
export const twitter: ProofMethod = {
  id: 'twitter',
  match(url) {
    const [account, status, number, more] = pathParts(url) ?? []
    if (!isPlain(url) || !HOSTS.includes(url.hostname) || status !== 'status' || more !== undefined) return null
    if (!/^\w{1,15}$/.test(account ?? '') || account === undefined || !/^\d{1,20}$/.test(number ?? '')) return null
    const post = `https://twitter.com/${account}/status/${number}`
    return {
      account: `@${account}`,
      profile: `https://x.com/${account}`,
      requests: [{ kind: 'get', url: `https://publish.twitter.com/oembed?url=${part(post)}&omit_script=1` }],
      read(answer) {
        const json = answer.json()
        const author = at(json, 'author_url')
        const html = at(json, 'html')
        const isOwn = typeof author === 'string' && accountOf(author)?.toLowerCase() === account.toLowerCase()
        if (!isOwn || typeof html !== 'string') return { place: 'foreign', detail: `The post is not by @${account}.` }
        return { place: 'owned', texts: [paragraph(html)] }
      },
    }
  },
}

function accountOf(profile: string): string | null {
  return URL.canParse(profile) ? (pathParts(new URL(profile))?.[0] ?? null) : null
}

/** The text of the first paragraph: the post. What follows names its author in words of the author's own choice. */
function paragraph(html: string): string {
  let text = ''
  let state: 'before' | 'inside' | 'after' = 'before'
  const parser = new Parser({
    onopentagname(name) {
      if (name === 'p' && state === 'before') state = 'inside'
    },
    ontext(part) {
      if (state === 'inside') text += part
    },
    onclosetag(name) {
      if (name === 'p') state = 'after'
    },
  })
  parser.end(html)
  return text
}
