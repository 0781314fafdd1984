import { equals } from 'uint8arrays/equals'
import { errorCode, isOpenPeerError } from '../errors.ts'
import { type MovedTo, movedStatus } from '../identity-proofs/name-status.ts'
import { identityIdText } from '../records/identity-id.ts'
import type { Name } from '../records/names.ts'
import type { CheckedName } from './check-contact.ts'
import type { Check, Contact } from './contact.ts'
import { listsName } from './contact-entry.ts'

export interface FollowMoveOptions {
  /** Asks operators for a name and checks the answer, as for a first contact; null for nobody. */
  look: (name: Name) => Promise<CheckedName | null>
  /** Remembers a contact; answers what is held of it now. */
  keep: (contact: Contact) => Promise<Contact>
  signal: AbortSignal
}

/**
 * Where a name leads whose domain says that it moved: one step, and only to a name of the same identity, which lists it and
 * whose own domain gives it to that identity. Anything else is told and not followed. What fails at the new name is no error here: the
 * status says it. Throws ABORTED, STOPPED. docs/spec/verification.md, "A name that moved".
 */
export async function followMove(old: CheckedName, options: FollowMoveOptions): Promise<Contact> {
  const { move, name } = old
  if (move === null || name === null) return options.keep(old)
  const { to } = move
  if (!listsName(old.identity, to)) {
    const detail = `${name.domain} says that it moved to ${to.text}; the identity does not say so.`
    return told({ leads: 'elsewhere' }, { name: 'moved', result: 'failed', detail, code: 'NAME_NOT_LISTED' })
  }
  const led = await lookAt(to, options)
  if ('why' in led) {
    const detail = `${name.domain} says that it moved to ${to.text}; ${led.why}.`
    return told({ leads: 'nowhere' }, { name: 'moved', result: 'unreachable', detail })
  }
  const { found } = led
  if (!equals(found.id, old.id)) {
    const detail = `${name.domain} says that it moved to ${to.text}, which is of ${identityIdText(found.id)}.`
    return told({ leads: 'elsewhere' }, { name: 'moved', result: 'failed', detail, code: 'NAME_OWNED_BY_ANOTHER' })
  }
  const kept = await options.keep(found)
  const status = movedStatus(move.status, { leads: 'there', status: kept.status })
  const line: Check = { name: 'moved', result: 'ok', detail: `${name.domain} says that it moved to ${to.text}.` }
  return { ...kept, status, movedFrom: name, checks: [line, ...kept.checks] }

  function told(where: MovedTo, line: Check): Contact {
    return { ...old, status: movedStatus(move?.status ?? old.status, where), checks: [...old.checks, line] }
  }
}

async function lookAt(
  name: Name,
  { look, signal }: FollowMoveOptions,
): Promise<{ found: CheckedName } | { why: string }> {
  try {
    const found = await look(name)
    if (found === null) return { why: 'nobody is found there' }
    // One step: a chain of moves would make this peer ask for as long as domains like.
    return found.move === null ? { found } : { why: 'that one moved on: look it up' }
  } catch (error) {
    if (!isOpenPeerError(error) || signal.aborted || error.code === 'STOPPED') throw error
    return { why: `what is found there does not hold (${errorCode(error)})` }
  }
}
