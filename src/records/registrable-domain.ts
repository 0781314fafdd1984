import { getDomain } from 'tldts'

/**
 * The part of a domain that its owner paid for: one label below a public suffix (ICANN part of the list). Sub-domains are
 * free, so all of them count as one operator. A domain without such a part, such as `localhost`, stands for itself.
 */
export function registrableDomain(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: false }) ?? domain
}
