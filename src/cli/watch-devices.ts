import type { Peer } from '../peer/peer.ts'
import type { Context } from './context.ts'

/** What to do about a device that nobody remembers to have added. */
export const STOLEN =
  'If none of your devices added it, somebody has your identity key: openpeer id recover, with your recovery words.'

/** Says which devices another publisher has listed, also before this run. */
export function watchDevices(peer: Pick<Peer, 'devices'>, { output }: Pick<Context, 'output'>): void {
  peer.devices.onAdded((added) => {
    const devices = added.map(String)
    output.event(
      { event: 'devices-added', devices },
      `— Another device of yours added ${devices.join(', ')}. ${STOLEN}`,
    )
    // Told twice where this fails.
    peer.devices.acknowledge().catch(() => {})
  })
}
