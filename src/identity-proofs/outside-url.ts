import { OpenPeerError } from '../errors.ts'
import { showForeign } from './foreign-text.ts'

/**
 * What can be refused by reading the URL alone. Where the host's addresses lead is decided on the connection.
 *
 * Throws INVALID_URI (not a URL), ADDRESS_REFUSED (not https, a port, a dot at the host's end, a user name or password in it).
 */
export function checkOutsideUrl(text: string): URL {
  if (!URL.canParse(text))
    throw new OpenPeerError('INVALID_URI', `"${showForeign(text)}" is not a URL. Give one like https://b.example/.`)
  const url = new URL(text)
  if (url.protocol !== 'https:') throw refused(text, `only https is fetched, this is ${url.protocol}`)
  if (url.port !== '') throw refused(text, `only the default port 443 is used, this names port ${url.port}`)
  if (url.hostname.endsWith('.')) throw refused(text, 'a host is written without a dot at its end')
  if (url.username !== '' || url.password !== '')
    throw refused(url.host, 'a URL with a user name or password is never fetched')
  return url
}

// What a URL parser leaves as it is: anything else would be read as a port, a user, a path or a wildcard.
const HOST_NAME = /^[a-z0-9._-]{1,253}$/

/** True for a host name in the form that a URL carries: lower case, A-labels, nothing but the name. */
export function isHostName(text: string): boolean {
  return HOST_NAME.test(text) && URL.canParse(`https://${text}`) && new URL(`https://${text}`).hostname === text
}

function refused(text: string, reason: string): OpenPeerError {
  return new OpenPeerError('ADDRESS_REFUSED', `"${showForeign(text)}" is refused: ${reason}.`)
}
