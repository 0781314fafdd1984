import type { Connection, PeerId, Stream } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { isOpenPeerError, OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import type { HelloResponse } from '../wire/messages.js'
import { HelloRequest } from '../wire/messages.js'
import { protocolIds } from '../wire/protocols.ts'
import type { Contact } from './contact.ts'
import { checkDevice, openIdentity } from './device.ts'
import { helloStream } from './hello-messages.ts'
import type { PeerHost } from './host.ts'

/** How long a whole hello may take for the caller, in ms: the check, and the pause before a refusal. */
export const HELLO_TIMEOUT_MS = 13_000
/** What a peer says of itself at hello. Records are whole envelopes, addresses binary multiaddrs (at most 8). */
export interface HelloSelf {
  identityRecord: Uint8Array
  domainRecord: Uint8Array | null
  nameRecord: Uint8Array | null
  /** `alice@a.example`, or '' without a name. */
  name: string
  /** Direct addresses for this contact to come back to without any operator; none to keep them private. */
  addresses: Uint8Array[]
  /** That the callee invited us; null where it did not. */
  pass?: HelloPass | null
}

/** Shows the callee that this caller holds one of its invitations: `helloMac`, 32 bytes each. */
export interface HelloPass {
  capability: Uint8Array
  mac: Uint8Array
}

/** Whom we call: an identity, at one of its devices. */
export interface Callee {
  id: Uint8Array
  device: PeerId
}

/** What the other side said, after both have accepted. */
export interface HelloTold {
  identityRecord: Uint8Array
  addresses: Uint8Array[]
}

/** The owner's side of a hello: who we are, and whom we let in. */
export interface HelloPolicy {
  /** `callee`: whom this is said to, when it is we who call. */
  self(callee?: Callee): Promise<HelloSelf>
  /** The caller as a contact when it is let in, null to refuse. Its device and key log are proven already. */
  check(caller: HelloRequest, remotePeer: PeerId): Promise<Contact | null>
  /** Called once both sides accepted, on both sides; what it remembers is its own affair, also when that fails. */
  learn(contact: Contact, told: HelloTold, remotePeer: PeerId): void
}

export interface HelloContext {
  libp2p: PeerHost
  network: string
  policy: HelloPolicy
}

/**
 * Says hello on a connection that we opened, and waits to be let in. Nothing is said unless the connection's other end
 * is a device of `expected`. Throws WRONG_KEY_TYPE, IDENTITY_REVOKED, DEVICE_NOT_LISTED, REFUSED, MALFORMED_MESSAGE,
 * TIMEOUT, ABORTED, UNREACHABLE (the connection broke), and what `openRecord` throws. Spec: docs/spec/hello.md.
 */
export async function callHello(
  connection: Connection,
  expected: Contact,
  { libp2p, network, policy }: HelloContext,
  signal: AbortSignal,
): Promise<HelloTold> {
  checkDevice(expected.identity, connection.remotePeer)
  libp2p.services.standings.setCalling(connection)
  const self = await policy.self({ id: expected.id, device: connection.remotePeer })
  const response = await ask(connection, protocolIds(network).hello, self, signal)
  if (!response.accepted) throw new OpenPeerError('REFUSED', `${expected.idText} does not take this call.`)
  const identity = await openIdentity(response.identityRecord, network)
  if (!equals(identity.payload.id, expected.id)) {
    throw new OpenPeerError('WRONG_ROUTING_KEY', `${connection.remotePeer} answered with somebody else's identity.`)
  }
  checkDevice(identity, connection.remotePeer)
  libp2p.services.standings.setAccepted(connection)
  return { identityRecord: response.identityRecord, addresses: response.addresses }
}

async function ask(
  connection: Connection,
  protocol: string,
  self: HelloSelf,
  callerSignal: AbortSignal,
): Promise<HelloResponse> {
  const timeout = timeoutSignal(HELLO_TIMEOUT_MS)
  const signal = AbortSignal.any([callerSignal, timeout])
  let stream: Stream | undefined
  try {
    stream = await connection.newStream(protocol, { signal, runOnLimitedConnection: true })
    const messages = helloStream(stream)
    await messages.write(encodeSelf(self), signal)
    const response = await messages.readResponse(signal)
    await stream.close({ signal })
    return response
  } catch (cause) {
    stream?.abort(cause as Error)
    if (isOpenPeerError(cause)) throw cause
    if (callerSignal.aborted) throw new OpenPeerError('ABORTED', 'The call was called off.', { cause })
    if (timeout.aborted) throw new OpenPeerError('TIMEOUT', 'The other side did not answer the hello.', { cause })
    throw new OpenPeerError('UNREACHABLE', 'The connection broke during the hello.', { cause })
  }
}

function encodeSelf(self: HelloSelf): Uint8Array {
  return HelloRequest.encode({
    identityRecord: self.identityRecord as Uint8Array<ArrayBuffer>,
    name: self.name,
    domainRecord: (self.domainRecord ?? new Uint8Array()) as Uint8Array<ArrayBuffer>,
    nameRecord: (self.nameRecord ?? new Uint8Array()) as Uint8Array<ArrayBuffer>,
    addresses: self.addresses as Uint8Array<ArrayBuffer>[],
    capability: Uint8Array.from(self.pass?.capability ?? []),
    mac: Uint8Array.from(self.pass?.mac ?? []),
  })
}
