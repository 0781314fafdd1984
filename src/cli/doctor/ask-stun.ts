import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { equals } from 'uint8arrays'
import { OpenPeerError } from '../../errors.ts'

/** STUN has no port of its own in a URI without one (RFC 7064). */
const DEFAULT_PORT = 3478
const HEADER_BYTES = 20
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const MAGIC_COOKIE = 0x2112a442
const XOR_MAPPED_ADDRESS = 0x0020
/** A datagram may be lost: the request is sent again after these times, in ms. */
const SEND_AT_MS = [0, 500, 1_500]
const TIMEOUT_MS = 4_000

/** How the responder sees us. */
export interface StunAnswer {
  host: string
  port: number
}

/** Host and port of a `stun:` URI; null for anything else. */
export function parseStunUri(uri: string): StunAnswer | null {
  const [, bracketed, plain, port] = /^stun:(?:\[([0-9a-fA-F:.]+)\]|([^:/?[\]\s]+))(?::(\d{1,5}))?$/.exec(uri) ?? []
  const host = bracketed ?? plain
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  return host === undefined || number < 1 || number > 65_535 ? null : { host, port: number }
}

/** A binding request with this transaction id (12 bytes). */
export function stunRequest(transactionId: Uint8Array): Uint8Array {
  const request = new Uint8Array(HEADER_BYTES)
  const view = new DataView(request.buffer)
  view.setUint16(0, BINDING_REQUEST)
  view.setUint32(4, MAGIC_COOKIE)
  request.set(transactionId, 8)
  return request
}

/** The address in the answer to that request; null when it is not the answer to it. docs/spec/stun.md */
export function readStunResponse(response: Uint8Array, transactionId: Uint8Array): StunAnswer | null {
  if (response.byteLength < HEADER_BYTES) return null
  const view = new DataView(response.buffer, response.byteOffset, response.byteLength)
  if (view.getUint16(0) !== BINDING_SUCCESS || view.getUint32(4) !== MAGIC_COOKIE) return null
  if (!equals(response.subarray(8, HEADER_BYTES), transactionId)) return null
  for (let at = HEADER_BYTES; at + 4 <= response.byteLength; ) {
    const type = view.getUint16(at)
    const length = view.getUint16(at + 2)
    const value = response.subarray(at + 4, at + 4 + length)
    if (type === XOR_MAPPED_ADDRESS && (value.length === 8 || value.length === 20)) {
      const address = value.subarray(4).map((byte, index) => byte ^ (response[4 + index] ?? 0))
      return {
        host: ipaddr.fromByteArray([...address]).toString(),
        port: view.getUint16(at + 6) ^ (MAGIC_COOKIE >>> 16),
      }
    }
    at += 4 + Math.ceil(length / 4) * 4
  }
  return null
}

/**
 * Asks a STUN responder, given as a literal address, how it sees us. Throws UNREACHABLE (no answer within `timeoutMs`,
 * 4 s unless given, or none to this very request), ABORTED.
 */
export function askStun(
  responder: StunAnswer,
  { signal, timeoutMs = TIMEOUT_MS }: { signal: AbortSignal; timeoutMs?: number },
): Promise<StunAnswer> {
  const transactionId = crypto.getRandomValues(new Uint8Array(12))
  const socket = createSocket(isIPv6(responder.host) ? 'udp6' : 'udp4')
  const shown = `${responder.host}:${responder.port}`
  return new Promise<StunAnswer>((resolve, reject) => {
    let strangeAnswers = 0
    const fail = (reason: string) => reject(new OpenPeerError('UNREACHABLE', `${shown} ${reason}.`))
    const timers = [
      ...SEND_AT_MS.map((ms) => setTimeout(send, ms)),
      setTimeout(() => {
        fail(strangeAnswers === 0 ? 'gave no answer' : 'answered, but not to the transaction id that was asked with')
      }, timeoutMs),
    ]
    const stop = () => reject(new OpenPeerError('ABORTED', 'Asking a STUN service was cancelled.'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    socket.on('message', (response: Uint8Array) => {
      const answer = readStunResponse(response, transactionId)
      if (answer === null) strangeAnswers += 1
      else resolve(answer)
    })
    socket.on('error', (error) => fail(`cannot be asked (${error.message})`))
    socket.on('close', () => {
      for (const timer of timers) clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    })
    function send(): void {
      socket.send(stunRequest(transactionId), responder.port, responder.host, (error) => {
        if (error !== null) fail(`cannot be asked (${error.message})`)
      })
    }
  }).finally(() => socket.close())
}
