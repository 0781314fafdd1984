import { toString as toText } from 'uint8arrays/to-string'
import { isOpenPeerError } from '../errors.ts'
import type { ProofResult } from '../identity-proofs/check-claim.ts'
import type { ClaimChecks } from '../identity-proofs/check-claims.ts'
import type { Outside } from '../identity-proofs/outside.ts'
import type { ProofOutcome } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import type { Contact, Proof } from './contact.ts'
import type { Contacts } from './contacts.ts'
import type { OperatorDomain } from './operator-domain.ts'

/** Checks what people claim of accounts elsewhere: docs/spec/proofs.md, "Who checks". */
export interface Proofs {
  /**
   * One result for each claim of the contact's profile, in its order, kept with the contact. This peer looks itself; where it
   * cannot, its home is asked. Takes as long as the slowest claim, at most 10 s, and 12 s more where the home is asked.
   * Throws ABORTED, STOPPED; nothing else fails here.
   */
  check(contact: Contact, signal?: AbortSignal): Promise<Proof[]>
  /** This peer's own look at claims of any identity (raw 32 bytes); nothing is kept. */
  checkClaims(id: Uint8Array, claims: readonly string[], signal?: AbortSignal): Promise<Proof[]>
}

export interface ProofsOptions {
  outside: Outside
  home: Pick<OperatorDomain, 'ask' | 'domain'>
  contacts: Pick<Contacts, 'learnProofs'>
  /** Whether no operator is to hear of an id: an unlisted one's. None unless given. */
  isSecret?: (id: Uint8Array) => Promise<boolean>
  now: () => number
}

const ASK_HOME_TIMEOUT_MS = 12_000
const MAX_DETAIL_LENGTH = 500
const EVIDENCE_BYTES = 32
/** What an operator may say; that it could not look either is no news. */
const TOLD: readonly ProofResult[] = ['verified', 'missing', 'mismatch', 'unsupported']

export function createProofs({ outside, home, contacts, isSecret = async () => false, now }: ProofsOptions): Proofs {
  let checks: Promise<ClaimChecks> | null = null

  // Loaded when first needed: all methods with their curves and parsers are in it.
  const load = () =>
    import('../identity-proofs/check-claims.ts').then((part) => part.createClaimChecks({ outside, now }))

  async function checkClaims(id: Uint8Array, claims: readonly string[], signal?: AbortSignal): Promise<Proof[]> {
    checks ??= load()
    const checked = await (await checks).check(id, claims, signal)
    return checked.map((check) => ({ ...check, checkedBy: 'self' }))
  }

  /** What the home says of these; without an answer they stay as they are. */
  async function askHome(id: Uint8Array, unreached: Proof[], signal: AbortSignal | undefined): Promise<Proof[]> {
    const question = { identityId: Uint8Array.from(id), claims: unreached.map(({ claim }) => claim) }
    try {
      const options = { signal, timeoutMs: ASK_HOME_TIMEOUT_MS }
      const { outcomes } = await home.ask(directory.checkProofs, question, options)
      return unreached.map((proof) => toldBy(proof, outcomes))
    } catch (error) {
      if (!isOpenPeerError(error) || error.code === 'ABORTED' || error.code === 'STOPPED') throw error
      return unreached
    }
  }

  /** Which account a claim is about is not for an operator to say: only what became of it is taken. */
  function toldBy(proof: Proof, outcomes: ProofOutcome[]): Proof {
    const told = outcomes.find(({ claim }) => claim === proof.claim)
    const result = TOLD.find((word) => word === told?.result)
    if (told === undefined || result === undefined) return proof
    const evidence = told.evidence.length === EVIDENCE_BYTES ? toText(told.evidence, 'hex') : null
    const detail = told.detail.slice(0, MAX_DETAIL_LENGTH)
    const checkedAt = Math.min(told.checkedAt, now())
    return { ...proof, result, certainty: 'hard', detail, checkedAt, evidence, checkedBy: home.domain }
  }

  return {
    checkClaims,
    async check({ id, identity }, signal) {
      const claims = identity.payload.profile?.claims ?? []
      if (claims.length === 0) return []
      const own = await checkClaims(id, claims, signal)
      const unreached = own.filter(({ result }) => result === 'unreachable')
      const mayAsk = unreached.length > 0 && !(await isSecret(id))
      const told = mayAsk ? await askHome(id, unreached, signal) : []
      const proofs = own.map((proof) => told.find(({ claim }) => claim === proof.claim) ?? proof)
      await contacts.learnProofs(id, proofs)
      return proofs
    },
  }
}
