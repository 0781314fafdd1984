import type { VerifiedDomain } from '../records/verified-record.ts'

/** At most this many, of those that a domain offers: each costs time at every connection. */
const MAX_ICE_SERVERS = 4

/** The STUN servers that a domain record names; none while no record is known. docs/spec/connect.md. */
export function iceServersOf(home: VerifiedDomain | null): RTCIceServer[] {
  const services = home?.payload.services ?? []
  const stun = services.filter(({ type, uri }) => type === 'stun' && uri.startsWith('stun:'))
  return stun.slice(0, MAX_ICE_SERVERS).map(({ uri }) => ({ urls: uri }))
}
