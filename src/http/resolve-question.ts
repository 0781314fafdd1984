import { OpenPeerError } from '../errors.ts'
import { LOOKUP_POLICIES, type LookupPolicy } from '../federation/lookup-policy.ts'
import { type Address, parseAddress } from '../records/uris.ts'

/** What somebody asks the gateway for. */
export interface ResolveQuestion {
  address: Address
  policy: LookupPolicy
}

/** The domain's own answer, or that of enough holders: who asks over HTTP cannot know how old a cached one is. */
const DEFAULT_POLICY: LookupPolicy = 'network'

/**
 * Reads `/v1/resolve/<address>?policy=<word>`. Throws INVALID_NAME, INVALID_URI, or INVALID_ARGUMENT for anything else
 * in the query: a misspelt parameter must not be taken for its absence. Spec: docs/spec/http.md, "Resolve"
 */
export function readQuestion(address: string, query: URLSearchParams): ResolveQuestion {
  for (const name of query.keys()) {
    if (name !== 'policy') throw invalid(`There is no parameter "${name.slice(0, 32)}"; there is "policy".`)
  }
  const words = query.getAll('policy')
  if (words.length > 1) throw invalid('Give "policy" once.')
  const word = words[0] ?? DEFAULT_POLICY
  const policy = LOOKUP_POLICIES.find((known) => known === word)
  if (policy === undefined) throw invalid(`policy=${word.slice(0, 32)} is none of ${LOOKUP_POLICIES.join(', ')}.`)
  return { address: parseAddress(address), policy }
}

function invalid(message: string): OpenPeerError {
  return new OpenPeerError('INVALID_ARGUMENT', message)
}
