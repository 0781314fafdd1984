import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { checkName } from '../records/check-name.ts'
import type { Name } from '../records/names.ts'
import { openEnvelope } from '../records/open-envelope.ts'
import { validateDomain, validateIdentity, validateLocation, validateName } from '../records/validate.ts'
import type { VerifiedDomain, VerifiedIdentity, VerifiedLocation } from '../records/verified-record.ts'
import { callPeer } from '../wire/call.ts'
import type { Channels } from '../wire/channels.ts'
import type { ResolveResponse } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import { type NodeAddress, nodesOfRecord } from './node-addresses.ts'
import { NOTHING_FOUND, type ResolvedBundle } from './resolved-bundle.ts'

/** Nodes of one domain that are asked at once; the first answer counts. */
const MAX_ASKED = 3
/** How long the domain's own node is waited for at all, in ms; a resolve goes on without it much earlier. */
const ASK_TIMEOUT_MS = 2_500

export interface AskOptions {
  network: string
  channels: Pick<Channels, 'request'>
  now: () => number
}

/** What a domain's own node said, not yet believed. */
export interface DomainAnswer {
  peerId: string
  response: ResolveResponse
}

/**
 * Asks a domain's own nodes for one of its names; policy `own`, so they ask nobody else.
 *
 * @throws OpenPeerError the channel's codes when none of them answers; UNREACHABLE when the record lists none
 */
export async function askDomain(
  domain: VerifiedDomain,
  name: Name,
  { channels, signal }: AskOptions & { signal: AbortSignal },
): Promise<DomainAnswer> {
  const nodes = nodesOfRecord(domain.payload).slice(0, MAX_ASKED)
  if (nodes.length === 0) throw new OpenPeerError('UNREACHABLE', `${name.domain} lists no node that can be dialled`)
  const ask = async (node: NodeAddress): Promise<DomainAnswer> => {
    const question = { name: name.text, policy: 'own' }
    const options = { signal, timeoutMs: ASK_TIMEOUT_MS }
    const response = await callPeer(channels, node.addresses, directory.resolve, question, options)
    return { peerId: node.peerId.toString(), response }
  }
  try {
    return await Promise.any(nodes.map(ask))
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error
  }
}

/**
 * Believes a domain's own node as far as its records prove what they say, under the key of a domain record that came
 * from elsewhere: a node could make one up.
 *
 * @throws OpenPeerError WRONG_DOMAIN for another domain's record; WRONG_SIGNER for another key; `validate`'s codes;
 * `checkName`'s codes
 */
export async function checkDomainAnswer(
  { response }: DomainAnswer,
  name: Name,
  known: VerifiedDomain,
  { network, now }: Pick<AskOptions, 'network' | 'now'>,
): Promise<ResolvedBundle> {
  const options = { network, now: now() }
  const domain = await checkDomainRecord(response.domainRecord, name.domain, known, options)
  const found: ResolvedBundle = { ...NOTHING_FOUND, domain, source: 'domain', answers: 1, needed: 1 }
  if (response.nameRecord.byteLength === 0) return found
  const nameRecord = await validateName(response.nameRecord, domain.payload.key, name, options)
  if (response.identityRecord.byteLength === 0) return { ...found, name: nameRecord }
  const { identityId } = nameRecord.payload
  const identity = await validateIdentity(response.identityRecord, identityId, options)
  checkName({ name, domain, nameRecord, identity, now: now() })
  const locations = await checkLocations(response.locations, identity, options)
  return { ...found, name: nameRecord, identity, locations }
}

/** Locations of devices that the identity lists; the others are left out. */
export async function checkLocations(
  given: Uint8Array[],
  identity: VerifiedIdentity,
  options: { network: string; now: number },
): Promise<VerifiedLocation[]> {
  const { id, devices } = identity.payload
  const checked = await Promise.all(
    given.map(async (bytes) => {
      try {
        return await validateLocation(bytes, id, null, options)
      } catch (error) {
        if (isOpenPeerError(error)) return null
        throw error
      }
    }),
  )
  return checked.filter(
    (location): location is VerifiedLocation =>
      location !== null && devices.some(({ peerId }) => equals(peerId, location.payload.peerId)),
  )
}

async function checkDomainRecord(
  bytes: Uint8Array,
  domain: string,
  known: VerifiedDomain,
  options: { network: string; now: number },
): Promise<VerifiedDomain> {
  const opened = await openEnvelope(bytes, options.network)
  if (opened.kind === 'domain' && opened.payload.domain !== domain) {
    throw new OpenPeerError('WRONG_DOMAIN', `A node that ${domain} lists answers as ${opened.payload.domain}`)
  }
  const record = await validateDomain(bytes, domain, options)
  if (!equals(record.payload.key, known.payload.key)) {
    throw new OpenPeerError('WRONG_SIGNER', `A node of ${domain} answers under another key than its domain record has`)
  }
  return record
}
