import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import ipaddr from 'ipaddr.js'
import { OpenPeerError } from '../errors.ts'
import { BucketSet } from '../wire/bucket-set.ts'
import { budgetAddress } from './budget-address.ts'
import { BURST_SECONDS } from './budget-payers.ts'

/** Larger datagrams are dropped unread: a binding request is 20 bytes, with room for attributes that we skip. */
export const MAX_STUN_REQUEST_BYTES = 548

const DEFAULT_PER_ADDRESS = 50
/** Addresses that are told apart. */
const MAX_ADDRESSES = 20_000

const HEADER_BYTES = 20
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const XOR_MAPPED_ADDRESS = 0x0020
const MAGIC_COOKIE = 0x2112a442
const FAMILY_V4 = 0x01
const FAMILY_V6 = 0x02

export interface StunAddress {
  host: string
  port: number
}

/** What a STUN responder is: a UDP socket that tells people behind a NAT which address the world sees. */
export interface StunResponder {
  /** Where the socket is bound. */
  readonly address: StunAddress
  /** Binding requests answered since the start. */
  answered(): number
  /** Those that were not, since their address had asked too often. */
  dropped(): number
  stop(): Promise<void>
}

/**
 * The answer to one datagram, or null for everything that is not a plain binding request: dropping silently keeps
 * the port useless for reflection and scanning. Implements docs/spec/stun.md.
 *
 * @param request the datagram
 * @param remote its sender; an IPv4 address in IPv6 form is answered as IPv4
 */
export function stunResponse(request: Uint8Array, remote: StunAddress): Uint8Array | null {
  if (request.byteLength < HEADER_BYTES || request.byteLength > MAX_STUN_REQUEST_BYTES) return null
  // A datagram may name no port to answer to; to send to port 0 throws, and would end the process.
  if (remote.port === 0) return null
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength)
  const length = view.getUint16(2)
  if (view.getUint16(0) !== BINDING_REQUEST || view.getUint32(4) !== MAGIC_COOKIE) return null
  if (length % 4 !== 0 || HEADER_BYTES + length !== request.byteLength) return null

  const address = Uint8Array.from(ipaddr.process(remote.host).toByteArray())
  const response = new Uint8Array(HEADER_BYTES + 8 + address.byteLength)
  const out = new DataView(response.buffer)
  out.setUint16(0, BINDING_SUCCESS)
  out.setUint16(2, 8 + address.byteLength)
  // The magic cookie and the transaction id are also what the address is hidden with.
  response.set(request.subarray(4, HEADER_BYTES), 4)
  out.setUint16(20, XOR_MAPPED_ADDRESS)
  out.setUint16(22, 4 + address.byteLength)
  out.setUint16(24, address.byteLength === 4 ? FAMILY_V4 : FAMILY_V6)
  out.setUint16(26, remote.port ^ (MAGIC_COOKIE >>> 16))
  for (const [index, byte] of address.entries()) response[28 + index] = byte ^ (response[4 + index] ?? 0)
  return response
}

export interface StunOptions {
  /** Answers to one address a second, in the long run; at once twice as many. 50 unless given. */
  perAddress?: number
  /** ms of a clock that never runs backwards */
  now?: () => number
}

/**
 * Binds a UDP socket and answers STUN binding requests on it (docs/spec/stun.md). An address that asks too often gets no
 * answer at all: its requests may be somebody else's, made to have us send to it.
 *
 * @param bind address and port; port 0 takes a free one. An IPv6 address listens on IPv6, `::` on both.
 * @throws OpenPeerError INVALID_CONFIG when the address cannot be bound
 */
export async function startStun(bind: StunAddress, options: StunOptions = {}): Promise<StunResponder> {
  const { perAddress = DEFAULT_PER_ADDRESS, now = () => performance.now() } = options
  const socket = createSocket(bind.host.includes(':') ? 'udp6' : 'udp4')
  const rate = { capacity: BURST_SECONDS * perAddress, perSecond: perAddress }
  const buckets = new BucketSet({ rate, maxKeys: MAX_ADDRESSES })
  let answered = 0
  let dropped = 0
  socket.on('message', (request: Uint8Array, remote: RemoteInfo) => {
    const response = stunResponse(request, { host: withoutZone(remote.address), port: remote.port })
    if (response === null) return
    if (buckets.of(budgetAddress(remote.address), now()).take(now(), 1) > 0) {
      dropped += 1
      return
    }
    answered += 1
    socket.send(response, remote.port, remote.address, ignoreSendError)
  })
  try {
    socket.bind(bind.port, bind.host)
    await once(socket, 'listening')
  } catch (cause) {
    throw new OpenPeerError('INVALID_CONFIG', cannotBind(bind, cause), { cause })
  }
  // An ICMP "port unreachable" for one answer must not end the responder.
  socket.on('error', ignoreSendError)
  const bound = socket.address()
  let stopped: Promise<void> | undefined
  return {
    address: { host: bound.address, port: bound.port },
    answered: () => answered,
    dropped: () => dropped,
    stop: () => (stopped ??= close(socket)),
  }
}

function cannotBind(bind: StunAddress, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return `stun: cannot listen on ${bind.host}:${bind.port} (${reason}); choose a free stun.port`
}

function withoutZone(address: string): string {
  return address.split('%')[0] ?? address
}

function ignoreSendError(): void {}

function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()))
}
