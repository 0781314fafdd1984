import { EACH } from './json.ts'
import { accountAt } from './path.ts'
import { profileMethod } from './profile-method.ts'

/** `https://orcid.org/0000-0002-1825-0097`: the biography, a website or a keyword of the public record. */
export const orcid = profileMethod({
  id: 'orcid',
  accountOf: (url) => /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.exec(accountAt(url, 'orcid.org') ?? '')?.[0] ?? null,
  api: (account) => `https://pub.orcid.org/v3.0/${account}/record`,
  accept: 'application/json',
  owner: ['orcid-identifier', 'path'],
  places: [
    ['person', 'biography', 'content'],
    ['person', 'researcher-urls', 'researcher-url', EACH, 'url', 'value'],
    ['person', 'keywords', 'keyword', EACH, 'content'],
  ],
})
