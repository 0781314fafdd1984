import { Parser } from 'htmlparser2'
import type { ProofMethod } from './method.ts'
import { isPlain } from './path.ts'

/** Where a website shows its owner's ids: plain text, one word a line is enough. */
export const PROOF_PATH = '/.well-known/openpeer-proof.txt'

/**
 * `https://alice.example/`: the text at `/.well-known/openpeer-proof.txt`, or the head of the page: `<link rel="me" href="…">`,
 * `<meta name="openpeer" content="…">`. With a path, the head of that very page. Never its body, which may be a guest's.
 */
export const https: ProofMethod = {
  id: 'https',
  match(url, isNamed) {
    const isSite = url.pathname === '/'
    if (!isPlain(url) || !(isSite || isNamed)) return null
    const page = { kind: 'get' as const, url: url.href, accept: 'text/html' }
    const wellKnown = { kind: 'get' as const, url: `https://${url.hostname}${PROOF_PATH}`, accept: 'text/plain' }
    return {
      account: isSite ? url.hostname : `${url.hostname}${url.pathname}`,
      profile: url.href,
      requests: isSite ? [wellKnown, page] : [page],
      read({ text }, _wanted, request) {
        const texts = request === wellKnown ? [text] : headTexts(text)
        return { place: 'owned', texts }
      },
    }
  },
}

/** What `link rel=me` and `meta name=openpeer` in the head say; a script's text is no markup. */
function headTexts(html: string): string[] {
  const texts: string[] = []
  let isInHead = true
  const parser = new Parser({
    onopentag(name, { rel = '', href = '', name: named, content = '' }) {
      if (name === 'body') isInHead = false
      if (!isInHead) return
      if (name === 'link' && rel.toLowerCase().split(/\s+/).includes('me')) texts.push(href)
      if (name === 'meta' && named?.toLowerCase() === 'openpeer') texts.push(content)
    },
    onclosetag(name) {
      if (name === 'head') isInHead = false
    },
  })
  parser.end(html)
  return texts
}
