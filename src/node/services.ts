import type { ServiceEntry } from '../records/payloads.js'
import type { OperatorConfig } from './config.ts'
import type { StunAddress } from './stun.ts'

/** What the domain record offers beside its nodes: where STUN is answered and where the HTTP face is. */
export function announcedServices(config: OperatorConfig, stun: StunAddress | null): ServiceEntry[] {
  const services: ServiceEntry[] = []
  if (stun !== null) services.push({ type: 'stun', uri: `stun:${stun.host}:${stun.port}` })
  if (config.http.publicUrl !== null) services.push({ type: 'gateway', uri: config.http.publicUrl })
  return services
}

/** Where others reach the STUN responder: as configured, else where it is bound. IPv6 stands in brackets. */
export function announcedStun(config: OperatorConfig, bound: StunAddress): StunAddress {
  const announce = config.stun?.announce ?? null
  if (announce === null) return { ...bound, host: bound.host.includes(':') ? `[${bound.host}]` : bound.host }
  const colon = announce.lastIndexOf(':')
  return { host: announce.slice(0, colon), port: Number(announce.slice(colon + 1)) }
}
