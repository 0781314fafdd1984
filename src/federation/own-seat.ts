import type { PeerId } from '@libp2p/interface'
import { registrableDomain } from '../records/registrable-domain.ts'
import { groupsOfNode, type ResolveHost } from './address-groups.ts'
import type { AskWitnesses } from './admission-evidence.ts'
import type { DomainBindings } from './domain-bindings.ts'
import { openIntroduction } from './introduce.ts'
import { namedNode } from './operator-table.ts'
import { type Seat, sameSeat } from './seat.ts'

/** What a node needs to have a seat, and to judge those of others (docs/spec/admission.md). */
export interface MembershipOptions {
  /** this node's own domain (A-label) */
  domain: string
  /** this node's own domain record; resolves once there is one */
  ownRecord: () => Promise<Uint8Array>
  bindings: Pick<DomainBindings, 'check' | 'known'>
  askWitnesses: AskWitnesses
  resolveHost: ResolveHost
  /** all nodes share one address, as in development and test networks: address groups do not count */
  sharedAddresses: boolean
}

/** This node's own seat, as the others must see it: its domain is configuration, the rest stands in its record. */
export interface OwnSeat {
  seat(): Seat
  /** Reads the record again; true when the seat changed. Never throws. */
  refresh(): Promise<boolean>
}

export function createOwnSeat(
  options: MembershipOptions & { network: string; peerId: PeerId; now: () => number },
): OwnSeat {
  const { domain, network, peerId, now } = options
  let seat: Seat = { domain, registrableDomain: registrableDomain(domain), rank: 0, addressGroups: [] }

  async function read(): Promise<Seat> {
    const node = namedNode(peerId, [])
    const { rank, listed } = await openIntroduction(await options.ownRecord(), node, { network, now: now() })
    const addressGroups = options.sharedAddresses ? [] : await groupsOfNode(null, listed, options.resolveHost)
    return { ...seat, rank, addressGroups }
  }

  return {
    seat: () => seat,
    async refresh() {
      // While the own record is being made anew, the seat stays what it was.
      const current = await read().catch(() => seat)
      if (sameSeat(seat, current)) return false
      seat = current
      return true
    },
  }
}
