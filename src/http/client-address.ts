import type { IncomingHttpHeaders } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { budgetAddress } from '../node/budget-address.ts'

const MAX_HEADER_LENGTH = 1_024

interface IncomingRequest {
  socket: Pick<Socket, 'remoteAddress'>
  headers: IncomingHttpHeaders
}

/**
 * The address that a request's budget is kept under. `X-Forwarded-For` is what anybody writes into it, except for its last
 * `trustProxy` entries: each proxy in front adds the address that it saw. With none, or none that is an address, the
 * connection's own counts. Spec: docs/spec/http.md, "Budgets".
 */
export function clientAddress({ socket, headers }: IncomingRequest, trustProxy: number): string {
  const own = budgetAddress(socket.remoteAddress ?? '')
  const forwarded = headers['x-forwarded-for'] ?? ''
  const text = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
  if (trustProxy === 0 || text.length > MAX_HEADER_LENGTH) return own
  const seen = text.split(',').at(-trustProxy)?.trim() ?? ''
  return isIP(seen) > 0 ? budgetAddress(seen) : own
}
