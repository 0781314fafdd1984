import type { Connection, Stream } from '@libp2p/interface'
import { equals } from 'uint8arrays/equals'
import { OpenPeerError } from '../errors.ts'
import { timeoutSignal } from '../timeout-signal.ts'
import { HelloResponse } from '../wire/messages.js'
import { protocolIds } from '../wire/protocols.ts'
import { within } from '../wire/within.ts'
import type { Contact } from './contact.ts'
import { checkDevice, openIdentity } from './device.ts'
import type { HelloContext, HelloTold } from './hello.ts'
import { type HelloStream, helloStream, REFUSAL } from './hello-messages.ts'
import { pause } from './pause.ts'

/** How long a caller may take to say hello, in ms. */
export const READ_TIMEOUT_MS = 5_000
/** How long the callee's policy may think about a caller, in ms; then the caller is refused. */
export const CHECK_TIMEOUT_MS = 8_000
/** Strangers that are being checked at the same time, at most; more are refused. Devices of contacts have as many more. */
export const MAX_CHECKS = 16
/** A refusal leaves a whole number of these after the caller came, so that its time tells little of the reason. */
export const REFUSAL_STEP_MS = 1_000
const CLOSE_TIMEOUT_MS = 1_000

interface Accepted {
  contact: Contact
  told: HelloTold
}

export interface AnswerOptions extends HelloContext {
  /** Called when a caller is let in, before it is told so: what it opens next must find everything in place. */
  onAccepted: (connection: Connection, contact: Contact, told: HelloTold) => void
  /** An unlisted peer answers strangers nothing: the connection ends, as when a device goes away. */
  silent?: boolean
  /** ms; measures how long a refusal has to wait. */
  now: () => number
}

/**
 * Answers hello on every connection of the host: lets in whom the policy lets in, and gives everybody else the same
 * bytes (none, when `silent`), whatever the reason, and then no connection. The result stops it. Spec: docs/spec/hello.md.
 */
export async function answerHello(options: AnswerOptions): Promise<() => Promise<void>> {
  const { libp2p, network, policy } = options
  const protocol = protocolIds(network).hello
  const stopping = new AbortController()
  let checks = 0

  async function answer(stream: Stream, connection: Connection): Promise<void> {
    const start = options.now()
    const messages = helloStream(stream)
    try {
      const accepted = await admit(messages, connection)
      if (accepted === null) await refuse(messages, stream, connection, start)
      else await accept(messages, stream, connection, accepted)
    } catch (error) {
      stream.abort(error as Error)
    }
  }

  async function admit(messages: HelloStream, connection: Connection): Promise<Accepted | null> {
    const isKnown = libp2p.services.known.has(connection.remotePeer)
    if (checks >= (isKnown ? 2 * MAX_CHECKS : MAX_CHECKS)) return null
    checks++
    try {
      const request = await messages.readRequest(timeoutSignal(READ_TIMEOUT_MS))
      const identity = await openIdentity(request.identityRecord, network)
      checkDevice(identity, connection.remotePeer)
      const asked = policy.check(request, connection.remotePeer)
      const contact = await within(asked, { signal: stopping.signal, timeoutMs: CHECK_TIMEOUT_MS })
      if (contact === null || !equals(contact.id, identity.payload.id)) return null
      // Again: the newest record that we know may have dropped this device.
      checkDevice(contact.identity, connection.remotePeer)
      return { contact, told: { identityRecord: request.identityRecord, addresses: request.addresses } }
    } catch {
      return null
    } finally {
      checks--
    }
  }

  async function accept(
    messages: HelloStream,
    stream: Stream,
    connection: Connection,
    caller: Accepted,
  ): Promise<void> {
    const self = await policy.self()
    const signal = timeoutSignal(READ_TIMEOUT_MS)
    libp2p.services.standings.setAccepted(connection)
    options.onAccepted(connection, caller.contact, caller.told)
    const response = {
      accepted: true,
      identityRecord: self.identityRecord as Uint8Array<ArrayBuffer>,
      addresses: self.addresses as Uint8Array<ArrayBuffer>[],
    }
    await messages.write(HelloResponse.encode(response), signal)
    await stream.close({ signal })
    policy.learn(caller.contact, caller.told, connection.remotePeer)
  }

  async function refuse(messages: HelloStream, stream: Stream, connection: Connection, start: number): Promise<void> {
    const sinceStart = options.now() - start
    const steps = Math.floor(sinceStart / REFUSAL_STEP_MS) + 1
    await pause(steps * REFUSAL_STEP_MS - sinceStart, stopping.signal)
    if (options.silent === true) {
      connection.abort(new OpenPeerError('REFUSED', 'The caller was not let in.'))
      return
    }
    const signal = timeoutSignal(CLOSE_TIMEOUT_MS)
    await messages.write(REFUSAL, signal)
    await stream.close({ signal })
    // The caller hangs up once it has read the answer; whoever does not is hung up on.
    await pause(CLOSE_TIMEOUT_MS, stopping.signal)
    connection.abort(new OpenPeerError('REFUSED', 'The caller was not let in.'))
  }

  await libp2p.handle(protocol, (stream, connection) => void answer(stream, connection), {
    maxInboundStreams: 1,
    runOnLimitedConnection: true,
  })
  return async () => {
    stopping.abort()
    await libp2p.unhandle(protocol)
  }
}
