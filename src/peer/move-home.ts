import { OpenPeerError } from '../errors.ts'
import { claimsName } from '../records/name-history.ts'
import { type Name, parseName } from '../records/names.ts'
import type { VerifiedIdentity, VerifiedName } from '../records/verified-record.ts'
import type { FormerNames, OldName } from './former-names.ts'
import type { Operators } from './operators.ts'
import type { OwnRecords } from './own-records.ts'
import { catchUp, type PublishIdentityOptions, publishIdentity } from './publish-identity.ts'
import { takeName } from './register.ts'

export interface MoveOptions {
  /** The invitation that the new home asks for, if it does. */
  token?: string | undefined
  signal?: AbortSignal | undefined
}

/** The new home has the name, and the identity says so. */
export interface Moved {
  name: Name
  record: VerifiedName
  /** Operators that hold the identity record that names the new home, and how many make it safe. */
  holders: number
  needed: number
  /** What became of each name that was given up, the last one first; empty where there was none. */
  oldNames: OldName[]
}

export interface MoveContext {
  own: OwnRecords
  operators: Operators
  former: FormerNames
  network: string
  now: () => number
}

/**
 * Moves this identity to the home of `to`: takes the name there, then publishes, through the new home, that this is its home
 * and that the name it had is given up. The old home is asked nothing. Before that last step the old name and home
 * are in force, whatever failed; done again it goes on where it ended. `former` then has the names to tell of.
 *
 * Throws UNREACHABLE (the new home), INVALID_ARGUMENT (another name of the present home), NAME_OWNED_BY_ANOTHER, REGISTRATION_CLOSED,
 * NO_QUORUM, NOT_PUBLISHER, IDENTITY_REVOKED, KEY_CHANGED, ABORTED, and the new home's codes. docs/spec/verification.md, "Moving".
 */
export async function moveHome(
  to: Name,
  { token, signal }: MoveOptions,
  { own, operators, former, network, now }: MoveContext,
): Promise<Omit<Moved, 'oldNames'>> {
  own.checkPublisher()
  const from = own.named?.name ?? null
  if (to.domain === own.home && from?.domain === to.domain && from.text !== to.text) {
    const text = `${to.domain} is your home already: take another name there with "openpeer register ${to.local}".`
    throw new OpenPeerError('INVALID_ARGUMENT', text)
  }
  const home = await operators.open(to.domain)
  const ask: Operators['ask'] = async (method, message, options) => {
    return { domain: home.domain, answer: await home.ask(method, message, options) }
  }
  // Through the new home alone: a hostile one that is left could show an old version, or refuse.
  const through: PublishIdentityOptions = { own, operators: { ...operators, ask }, network, now, signal }
  await catchUp(through)
  const leaving = givenUp(await own.identity(), { to, from, home: own.home })
  const { identity, domainKey, ...taken } = await takeName(to, { token, signal }, { own, home, network, now })
  await own.keep(identity)
  // On disk before the old name is given up: whoever is interrupted now still knows whom to tell.
  const removeNames = await former.add(leaving, to)
  const change = { home: to.domain, addName: to, removeNames }
  const { record, holders, needed } = await publishIdentity({ ...through, change })
  await own.keep(record, { name: to, domainKey, record: taken.record })
  return { name: to, record: taken.record, holders, needed }
}

/**
 * The name that this device knows of, and names of the home that is left, which a device new to this identity must find out: the
 * record lists hashes, so those of the profile and the one with the same local part are tried.
 */
function givenUp(
  identity: VerifiedIdentity,
  { to, from, home }: { to: Name; from: Name | null; home: string },
): Name[] {
  const shown = (identity.payload.profile?.names ?? []).map((text) => parseName(text))
  const guessed = [...shown, parseName(`${to.local}@${home}`)].filter(({ domain }) => domain === home)
  const listed = guessed.filter((name) => name.text !== to.text && claimsName(identity, name))
  return from === null ? listed : [...listed.filter(({ text }) => text !== from.text), from]
}
