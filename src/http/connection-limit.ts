import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { budgetAddress } from '../node/budget-address.ts'
import { createTally } from '../node/budget-tally.ts'

export interface ConnectionLimits {
  /** of one address */
  max: number
  /** addresses that many people share */
  shared: readonly string[]
  /** whether an address would be refused whatever it asks */
  isRefused: (address: string) => boolean
}

/** Cuts off connections before anything is read of them: refusing them so costs next to nothing. */
export function limitConnections(server: Server, { max, shared, isRefused }: ConnectionLimits): void {
  const open = createTally()
  const exempt = new Set(shared.map(budgetAddress))
  server.on('connection', (socket: Socket) => {
    const address = budgetAddress(socket.remoteAddress ?? '')
    if (exempt.has(address)) return
    if (open.of(address) >= max || isRefused(address)) socket.destroy()
    else socket.once('close', open.add(address))
  })
}
