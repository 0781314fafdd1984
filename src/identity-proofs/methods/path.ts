/** The parts of a URL's path, decoded; null when a part is not text that a service's account could be, or is empty. */
export function pathParts(url: URL): string[] | null {
  const parts = url.pathname.split('/').slice(1)
  if (parts.at(-1) === '') parts.pop()
  try {
    const decoded = parts.map(decodeURIComponent)
    return decoded.every((part) => PART.test(part)) ? decoded : null
  } catch {
    return null
  }
}

// What can go into another URL's path without being read as anything else there.
const PART = /^(?!\.{1,2}$)[\p{L}\p{N}@~._:+-]{1,128}$/u

/** An https URL without port, user, query and fragment, such as claims are. */
export function isPlain(url: URL): boolean {
  return url.protocol === 'https:' && url.port === '' && url.username === '' && url.search === '' && url.hash === ''
}

/** The account of a claim `https://<host>/<before>/<account>`; null for any other. `before` may be empty. */
export function accountAt(url: URL, host: string, ...before: string[]): string | null {
  const parts = isPlain(url) && url.hostname === host ? pathParts(url) : null
  if (parts?.length !== before.length + 1 || !before.every((step, index) => parts[index] === step)) return null
  return parts.at(-1) ?? null
}

/** A part of a path as it stands in a request. */
export function part(text: string): string {
  return encodeURIComponent(text)
}
