import { OpenPeerError } from '../../errors.ts'
import type { Federation } from '../../federation/federation.ts'
import { LOOKUP_POLICIES, type LookupPolicy } from '../../federation/lookup-policy.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'

const ROUTING_KEY_BYTES = 32
/** Keys of one request: each may cost a question to eight holders. */
export const MAX_FIND_KEYS = 16

/**
 * `find`: the best record of each routing key, in their order; an empty one where nobody has it or it is over
 * (docs/spec/directory.md, "Find"). Codes: INVALID_ARGUMENT, LIMIT_EXCEEDED.
 */
export function findHandler({ federation }: { federation: Pick<Federation, 'lookup'> }): Handler {
  return answering(directory.find, async ({ routingKeys, policy }, { signal }) => {
    if (routingKeys.length > MAX_FIND_KEYS) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `Ask for at most ${MAX_FIND_KEYS} keys at once`)
    }
    if (routingKeys.some((key) => key.byteLength !== ROUTING_KEY_BYTES)) {
      throw new OpenPeerError('INVALID_ARGUMENT', `A routing key has ${ROUTING_KEY_BYTES} bytes`)
    }
    const options = { policy: policyOf(policy), signal }
    const outcomes = await Promise.all(routingKeys.map((key) => federation.lookup(key, options)))
    return {
      records: outcomes.map(({ record, answers, needed }) => ({
        envelope: record?.bytes ?? new Uint8Array(),
        answers,
        needed,
      })),
    }
  })
}

/** No word is `network`. */
function policyOf(word: string): LookupPolicy {
  const policy = word === '' ? 'network' : LOOKUP_POLICIES.find((known) => known === word)
  if (policy !== undefined) return policy
  throw new OpenPeerError('INVALID_ARGUMENT', `The policy is one of ${LOOKUP_POLICIES.join(', ')}`)
}
