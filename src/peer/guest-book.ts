import { equals } from 'uint8arrays/equals'
import { fromString } from 'uint8arrays/from-string'
import { toString as toText } from 'uint8arrays/to-string'
import { OpenPeerError } from '../errors.ts'
import { identityIdText, parseIdentityId } from '../records/identity-id.ts'
import { type Invitation, invitationUri, parseInvitation } from '../records/invitation.ts'
import { sealedRoutingKey } from '../records/routing-key.ts'
import { openRecord } from '../records/validate.ts'
import type { VerifiedSealed } from '../records/verified-record.ts'
import type { PeerStorage } from './storage.ts'

/** Whose guest this peer is, at most. */
export const MAX_INVITED = 5_000

/** An invitation that led to somebody. */
export interface GuestEntry {
  /** 32 bytes: to whom. */
  id: Uint8Array
  invitation: Invitation
  /** The newest sealed record seen: no older one is taken. */
  sealed: VerifiedSealed
}

/** The invitations that this peer was given, each with the contact that it led to. docs/spec/invitations.md, "The guest" */
export interface GuestBook {
  get(id: Uint8Array): Promise<GuestEntry | null>
  byCapability(capability: Uint8Array): Promise<GuestEntry | null>
  /** Keeps it in the place of an earlier one of the same person. LIMIT_EXCEEDED. */
  keep(entry: GuestEntry): Promise<void>
  forget(id: Uint8Array): Promise<void>
}

const PREFIX = 'invited/'

export function createGuestBook({ storage, network }: { storage: PeerStorage; network: string }): GuestBook {
  let read: Promise<Map<string, GuestEntry>> | null = null

  function entries(): Promise<Map<string, GuestEntry>> {
    read ??= (async () => {
      const found = new Map<string, GuestEntry>()
      for await (const [key, bytes] of storage.entries(PREFIX)) {
        const idText = key.slice(PREFIX.length)
        const entry = await decode(idText, bytes).catch(() => null)
        if (entry !== null) found.set(idText, entry)
      }
      return found
    })()
    return read
  }

  async function decode(idText: string, bytes: Uint8Array): Promise<GuestEntry> {
    const { uri, sealed } = JSON.parse(toText(bytes)) as { uri: string; sealed: string }
    const invitation = parseInvitation(uri)
    const routingKey = sealedRoutingKey(network, invitation.capability)
    const record = await openRecord(fromString(sealed, 'base64'), routingKey, { network })
    return { id: parseIdentityId(idText), invitation, sealed: record as VerifiedSealed }
  }

  return {
    get: async (id) => (await entries()).get(identityIdText(id)) ?? null,
    async byCapability(capability) {
      for (const entry of (await entries()).values()) {
        if (equals(entry.invitation.capability, capability)) return entry
      }
      return null
    },
    async keep(entry) {
      const held = await entries()
      const idText = identityIdText(entry.id)
      if (!held.has(idText) && held.size >= MAX_INVITED) {
        throw new OpenPeerError('LIMIT_EXCEEDED', `You are the guest of ${MAX_INVITED} people: forget somebody first.`)
      }
      const stored = { uri: invitationUri(entry.invitation), sealed: toText(entry.sealed.bytes, 'base64') }
      await storage.put(PREFIX + idText, fromString(JSON.stringify(stored)))
      held.set(idText, entry)
    },
    async forget(id) {
      await storage.delete(PREFIX + identityIdText(id))
      const held = await entries()
      held.delete(identityIdText(id))
    },
  }
}
