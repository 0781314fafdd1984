import { equals } from 'uint8arrays/equals'
import { type ErrorCode, errorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'
import { withDeadline } from '../identity-proofs/deadline.ts'
import { movedToOf } from '../records/moved-to.ts'
import type { Name } from '../records/names.ts'
import { validateName } from '../records/validate.ts'
import { directory } from '../wire/methods.ts'
import type { OldName } from './former-names.ts'
import type { MoveContext } from './move-home.ts'
import { isUnreached } from './node-turns.ts'

/** For each of them, all at once: a home that is dead must not make a move slow. */
const TELL_TIMEOUT_MS = 10_000

/**
 * Asks the domain of each name that was given up to say that it moved to `to`; the newest first. That one of them does not is no failure: people who
 * pinned this identity find it by its id. Throws ABORTED. docs/spec/directory.md, "Move a name".
 */
export async function tellOldHomes(
  to: Name,
  { own, operators, former, network, now }: MoveContext,
  signal?: AbortSignal,
): Promise<OldName[]> {
  const names = (await former.list()).reverse()
  const identity = await own.identity()

  async function tell(name: Name, limit: AbortSignal): Promise<void> {
    const operator = await operators.open(name.domain)
    const { payload } = await operator.record({ signal: limit })
    const identityRecord = Uint8Array.from(identity.bytes)
    const question = { name: name.text, movedTo: to.text, identityRecord }
    const { nameRecord } = await operator.ask(directory.moveName, question, { signal: limit })
    const record = await validateName(nameRecord, payload.key, name, { network, now: now() })
    if (equals(record.payload.identityId, own.id) && movedToOf(record, name)?.text === to.text) return
    throw new OpenPeerError('REFUSED', `${name.domain} signed something else than that ${name.text} moved.`)
  }

  async function outcomeOf(name: Name): Promise<OldName> {
    try {
      const what = `Asking ${name.domain}`
      await withDeadline((limit) => tell(name, limit), { signal, timeoutMs: TELL_TIMEOUT_MS, what })
      return { name, outcome: 'moved', code: null }
    } catch (error) {
      if (!isOpenPeerError(error) || signal?.aborted) throw error
      const code = codeOf(error)
      return { name, outcome: code !== 'REFUSED' && isUnreached(error) ? 'unreachable' : 'refused', code }
    }
  }

  return Promise.all(names.map(outcomeOf))
}

/** A domain whose every node refused is not one that is silent. */
function codeOf(error: OpenPeerError): ErrorCode {
  return isOpenPeerError(error.cause, 'REFUSED') ? 'REFUSED' : errorCode(error)
}
