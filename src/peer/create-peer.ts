import { peerIdFromString } from '@libp2p/peer-id'
import { OpenPeerError } from '../errors.ts'
import { isWelcome } from './admit-caller.ts'
import { assemblePeer } from './assemble-peer.ts'
import { iceServersOf } from './ice-servers.ts'
import type { OperatorDomain } from './operator-domain.ts'
import { openOwnRecords } from './own-records.ts'
import type { Peer } from './peer.ts'
import { type PeerOptions, readSettings } from './peer-options.ts'
import type { Platform } from './platform.ts'
import { startOnSteadyPorts } from './steady-ports.ts'
import { memoryStorage } from './storage.ts'
import { checkUnlisted } from './unlisted-mark.ts'

/**
 * Starts a peer. It resolves when the host runs, also when no operator is alive: announcing goes on in the background
 * and `status` says how far it came. Throws KEY_STORE_MISSING, the key store's codes, and `readSettings`'.
 */
export async function createPeerOn(platform: Platform, options: PeerOptions): Promise<Peer> {
  const { keyStore, storage = memoryStorage(), now = Date.now, timers, accept = isWelcome } = options
  const keys = await keyStore.load()
  if (keys === null) {
    throw new OpenPeerError('KEY_STORE_MISSING', 'There are no keys yet: make them with createKeys and save them.')
  }
  const settings = readSettings(options, keys)
  const { network, privacy } = settings
  const own = await openOwnRecords({ keys, home: settings.home, storage, lifetimeMs: settings.identityMs, now })

  await checkUnlisted(privacy.unlisted, { own, storage })
  // Operators are asked through the host, which asks for its relays and ICE servers when it needs them.
  let home: OperatorDomain | null = null
  const relays = () => {
    const nodes = own.isPublic ? (home?.nodes ?? []) : []
    return nodes.map(({ peerId, addresses }) => ({ peerId: peerIdFromString(peerId), addresses }))
  }
  const host = await startOnSteadyPorts(storage, options.listen ?? platform.listen, (listen) =>
    platform.createHost({
      network,
      deviceKey: keys.deviceKey,
      listen,
      iceServers: () => options.iceServers ?? iceServersOf(home?.known ?? null),
      chosenRelays: () => relays().map(({ peerId }) => peerId),
      hidden: privacy.unlisted,
      allowPrivateAddresses: privacy.privateAddresses,
    }),
  )
  const outside = options.outside ?? platform.createOutside()
  const onStopped = async () => {
    if (options.outside === undefined) await outside.stop?.()
    await storage.close()
  }
  const onHome = (found: OperatorDomain) => {
    home = found
  }
  const parts = {
    keys,
    keyStore,
    settings,
    own,
    storage,
    outside,
    host,
    relays,
    onHome,
    onStopped,
    accept,
    now,
    timers,
  }
  try {
    return await assemblePeer(parts)
  } catch (error) {
    await host.stop()
    await onStopped()
    throw error
  }
}
