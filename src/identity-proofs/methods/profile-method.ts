import { at, isAccount, type Path, texts } from './json.ts'
import type { ProofMethod } from './method.ts'

/** What sets one service's profiles apart from another's. */
export interface ProfileService {
  id: string
  /** the account in a claim, null when the claim is not of this service; `host` is the claim's */
  accountOf(url: URL, isNamed: boolean): string | null
  /** where the account's profile is given as JSON */
  api(account: string, url: URL): string
  accept?: string
  /** where the JSON says whose profile it is */
  owner: Path
  /** where the account's owner writes */
  places: Path[]
  /** how people name the account; the account alone unless given */
  display?(account: string, url: URL): string
  /** the page for people; the claim unless given */
  profile?(account: string, url: URL): string
}

/** Most services are alike: one address that gives an account's profile as JSON, with its name and its texts in it. */
export function profileMethod(service: ProfileService): ProofMethod {
  const { id, owner, places, accept } = service
  return {
    id,
    match(url, isNamed) {
      const account = service.accountOf(url, isNamed)
      if (account === null) return null
      const shown = service.display?.(account, url) ?? account
      const request = {
        kind: 'get' as const,
        url: service.api(account, url),
        ...(accept === undefined ? {} : { accept }),
      }
      return {
        account: shown,
        profile: service.profile?.(account, url) ?? url.href,
        requests: [request],
        read(answer) {
          const json = answer.json()
          if (!isAccount(at(json, ...owner), account))
            return { place: 'foreign', detail: `It is not the profile of ${shown}.` }
          return { place: 'owned', texts: places.flatMap((place) => texts(at(json, ...place))) }
        },
      }
    },
  }
}
