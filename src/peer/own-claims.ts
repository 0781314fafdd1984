import { OpenPeerError } from '../errors.ts'
import type { ClaimInstructions } from '../identity-proofs/claim-instructions.ts'
import { MAX_CLAIM_BYTES } from '../records/payload-checks.ts'
import type { Proof } from './contact.ts'
import { isUnreached } from './node-turns.ts'
import type { OwnRecords } from './own-records.ts'
import type { Presence } from './presence.ts'
import type { Proofs } from './proofs.ts'
import type { Published } from './publish-identity.ts'

/** The accounts elsewhere that this identity says are its own: docs/spec/proofs.md, "Claiming". */
export interface OwnClaims {
  /** What to write where, or to sign, so that a claim holds. Asks nobody. Throws INVALID_URI, LIMIT_EXCEEDED. */
  instructions(claim: string): Promise<ClaimInstructions>
  /**
   * Puts the claim into the profile, which everybody can read, and publishes; an identity that showed no profile shows one
   * then. Whether the account shows the proof is not asked. Throws INVALID_URI, LIMIT_EXCEEDED (256 bytes, 16 claims),
   * and as `Peer.publish`.
   */
  add(claim: string, options?: { signal?: AbortSignal }): Promise<Published>
  /** Takes it out again. Throws INVALID_ARGUMENT (not claimed), and as `Peer.publish`. */
  remove(claim: string, options?: { signal?: AbortSignal }): Promise<Published>
  /** As operators hold them, or as published last where none can be reached. Throws ABORTED, IDENTITY_REVOKED, KEY_CHANGED. */
  list(options?: { signal?: AbortSignal }): Promise<string[]>
  /** Looks whether the account shows the proof now, claimed or not. Throws INVALID_URI, LIMIT_EXCEEDED, ABORTED. */
  check(claim: string, options?: { signal?: AbortSignal }): Promise<Proof>
}

export interface OwnClaimsOptions {
  own: OwnRecords
  presence: Pick<Presence, 'publish' | 'caughtUp'>
  proofs: Pick<Proofs, 'checkClaims'>
}

export function createOwnClaims({ own, presence, proofs }: OwnClaimsOptions): OwnClaims {
  // Loaded when somebody claims: all methods with their curves and parsers are in it.
  async function instructions(claim: string): Promise<ClaimInstructions> {
    if (new TextEncoder().encode(claim).length > MAX_CLAIM_BYTES) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `A claim has at most ${MAX_CLAIM_BYTES} bytes: give a shorter address.`)
    }
    const { claimInstructions } = await import('../identity-proofs/claim-instructions.ts')
    return claimInstructions(own.id, claim)
  }

  async function checkComplete(claim: string): Promise<void> {
    const { isComplete, account } = await instructions(claim)
    if (isComplete) return
    const text = `The key of ${account} must sign first: "openpeer prove ${claim}" says what; then add ?signature=… to it.`
    throw new OpenPeerError('INVALID_URI', text)
  }

  const claims = async () => (await own.identity()).payload.profile?.claims ?? []

  return {
    instructions,
    async add(claim, { signal } = {}) {
      await checkComplete(claim)
      return presence.publish({ signal, change: { addClaim: claim } })
    },
    async remove(claim, { signal } = {}) {
      await presence.caughtUp(signal)
      if (!(await claims()).includes(claim)) {
        throw new OpenPeerError(
          'INVALID_ARGUMENT',
          `You do not claim ${claim}: openpeer prove --list shows what you do.`,
        )
      }
      return presence.publish({ signal, change: { removeClaim: claim } })
    },
    async list({ signal } = {}) {
      await presence.caughtUp(signal).catch((error: unknown) => {
        if (!isUnreached(error)) throw error
      })
      return claims()
    },
    async check(claim, { signal } = {}) {
      await checkComplete(claim)
      const [proof] = await proofs.checkClaims(own.id, [claim], signal)
      return proof as Proof
    },
  }
}
