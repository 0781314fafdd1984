import { OpenPeerError } from '../../errors.ts'
import { LOOKUP_POLICIES } from '../../federation/lookup-policy.ts'
import { IDENTITY_ID_BYTES } from '../../records/identity-id.ts'
import { parseName } from '../../records/names.ts'
import type { Address } from '../../records/uris.ts'
import { answering } from '../../wire/call.ts'
import type { ResolveRequest } from '../../wire/messages.js'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { DomainRecordKeeper } from '../domain-record.ts'
import type { Resolve } from '../resolve-address.ts'
import { encodeBundle, type ResolvePolicy } from '../resolved-bundle.ts'

const POLICIES: readonly string[] = [...LOOKUP_POLICIES, 'own']

/**
 * `resolve`: a name or an identity id, to the whole bundle in one round trip (docs/spec/directory.md, "Resolve"). Operator
 * nodes ask each other with policy `own` only, which asks nobody further: there are no loops.
 *
 * Codes: INVALID_ARGUMENT, INVALID_NAME, WRONG_DOMAIN, KEY_LOG_CONFLICT, TIMEOUT.
 */
export function resolveHandler({
  resolve,
  domainRecord,
}: {
  resolve: Resolve
  domainRecord: DomainRecordKeeper
}): Handler {
  return answering(directory.resolve, async (request, { signal }) => {
    const address = addressOf(request)
    const policy = policyOf(request.policy)
    await domainRecord.made()
    return encodeBundle(await resolve(address, { policy, signal }))
  })
}

function addressOf({ name, id }: ResolveRequest): Address {
  if ((name === '') === (id.byteLength === 0)) {
    throw new OpenPeerError('INVALID_ARGUMENT', 'Ask for a name or for an identity id, one of them')
  }
  if (name !== '') return { type: 'name', name: parseName(name) }
  if (id.byteLength === IDENTITY_ID_BYTES) return { type: 'identity', id, domain: null }
  throw new OpenPeerError('INVALID_ARGUMENT', `An identity id has ${IDENTITY_ID_BYTES} bytes, not ${id.byteLength}`)
}

/** No word is `network`. */
function policyOf(word: string): ResolvePolicy {
  if (word === '') return 'network'
  if (POLICIES.includes(word)) return word as ResolvePolicy
  throw new OpenPeerError('INVALID_ARGUMENT', `The policy is one of ${POLICIES.join(', ')}`)
}
