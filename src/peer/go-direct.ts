import type { Multiaddr } from '@multiformats/multiaddr'
import { timeoutSignal } from '../timeout-signal.ts'
import { isRelayed, webrtcAddress, withPeer } from './addresses.ts'
import { readAddress } from './candidates.ts'
import { pause } from './pause.ts'
import { DIRECT_TIMEOUT_MS, type PeerLink } from './peer-link.ts'

/** Offers of WebRTC in one attempt, when they break off; the pause before the next, in ms, doubles each time. */
const WEBRTC_TRIES = 7
const FIRST_AGAIN_MS = 10
/** A link that fell back to a relayed path rests this long before it looks for a direct one again. */
const FALLBACK_PAUSE_MS = 200
/** A link that stayed relayed tries again after this long, then after twice as long, and so on. */
export const FIRST_DIRECT_RETRY_MS = 30_000
export const MAX_DIRECT_RETRY_MS = 10 * 60_000

export interface GoDirectOptions {
  /** Opens a path, which joins the link once hello was accepted on it. */
  openPath: (address: Multiaddr, signal: AbortSignal) => Promise<unknown>
  /** Direct addresses that the other side told us at hello. */
  addresses: Uint8Array[]
  /** Those that are being dialled already: the first attempt leaves them out. */
  tried: Multiaddr[]
}

/**
 * Looks for a direct path for a relayed link until one stands or the link closes: the addresses that the other side
 * told us, and WebRTC over the relayed path, offered by the side that dialled it.
 * Spec: docs/spec/connect.md, "Going direct".
 */
export async function goDirect(link: PeerLink, { openPath, addresses, tried }: GoDirectOptions): Promise<void> {
  const told = addresses.flatMap(readAddress).flatMap((address) => withPeer(address, link.remotePeer) ?? [])
  const direct = told.filter((address) => !isRelayed(address))
  let untried = direct.filter((address) => !tried.some((other) => other.equals(address)))
  let retryMs = FIRST_DIRECT_RETRY_MS
  while (link.isOpen) {
    if (link.path === 'direct' || (await attempt(link, untried, openPath))) {
      retryMs = FIRST_DIRECT_RETRY_MS
      await relayedAgain(link)
      await pause(FALLBACK_PAUSE_MS, link.closed)
    } else {
      await pause(retryMs, link.closed)
      retryMs = Math.min(2 * retryMs, MAX_DIRECT_RETRY_MS)
    }
    untried = direct
  }
}

/** Whether a direct path came to stand. */
async function attempt(link: PeerLink, direct: Multiaddr[], openPath: GoDirectOptions['openPath']): Promise<boolean> {
  const found = new AbortController()
  const end = link.on('path', () => {
    if (link.path === 'direct') found.abort()
  })
  const signal = AbortSignal.any([found.signal, link.closed, timeoutSignal(DIRECT_TIMEOUT_MS)])
  link.directAttempted()
  const results = await Promise.allSettled([
    ...direct.map((address) => openPath(address, signal)),
    overRelay(link, openPath, signal),
  ])
  end()
  if (found.signal.aborted) return true
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  link.directFailed(new AggregateError(failures))
  return false
}

/** Offers WebRTC over the relayed path, if this side dialled it; otherwise it is the other side that offers. */
async function overRelay(link: PeerLink, openPath: GoDirectOptions['openPath'], signal: AbortSignal): Promise<void> {
  for (;;) {
    const relay = await link.relayToOfferOver(signal)
    if (relay === null) return
    try {
      return await openWebRTC(webrtcAddress(relay.remoteAddr), openPath, signal)
    } catch (error) {
      // Both had dialled, and this path was one too many: the other side offers over its own.
      if (signal.aborted || link.isBest(relay)) throw error
    }
  }
}

/** Again and again while it fails because the first channel broke off, which says nothing of the next try. */
async function openWebRTC(
  address: Multiaddr,
  openPath: GoDirectOptions['openPath'],
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await openPath(address, signal)
      return
    } catch (error) {
      // On a very short path that is a race inside libdatachannel: webrtc-workarounds.node.ts.
      const isBrokenOff = error instanceof Error && error.cause instanceof Event
      if (!isBrokenOff || tries === WEBRTC_TRIES || signal.aborted) throw error
      await pause(FIRST_AGAIN_MS * 2 ** tries, signal)
    }
  }
}

function relayedAgain(link: PeerLink): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (link.isOpen && link.path === 'direct') return
      for (const end of ends) end()
      resolve()
    }
    const ends = [link.on('path', check), link.on('close', check)]
    check()
  })
}
