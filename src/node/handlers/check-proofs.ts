import { fromString } from 'uint8arrays/from-string'
import { OpenPeerError } from '../../errors.ts'
import { IDENTITY_ID_BYTES } from '../../records/identity-id.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { ProofChecks } from '../proof-checks.ts'

/**
 * `checkProofs`: what this node sees at accounts that an identity claims (docs/spec/directory.md, "Check proofs"). Codes:
 * INVALID_ARGUMENT, TOO_MANY_REQUESTS.
 */
export function checkProofsHandler({ proofChecks }: { proofChecks: ProofChecks }): Handler {
  return answering(directory.checkProofs, async ({ identityId, claims }, { signal }) => {
    if (identityId.byteLength !== IDENTITY_ID_BYTES) {
      throw new OpenPeerError('INVALID_ARGUMENT', `An identity id has ${IDENTITY_ID_BYTES} bytes`)
    }
    const checked = await proofChecks.check(identityId, claims, signal)
    const outcomes = checked.map(({ claim, result, detail, checkedAt, evidence }) => ({
      ...{ claim, result, detail, checkedAt },
      evidence: fromString(evidence ?? '', 'hex'),
    }))
    return { outcomes }
  })
}
