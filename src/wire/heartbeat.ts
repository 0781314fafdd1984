export interface HeartbeatOptions {
  intervalMs: number
  /** Nothing was heard for one interval. */
  ask: () => void
  /** Nothing was heard for another interval after that. Called once. */
  dead: () => void
}

export interface Heartbeat {
  /** The other side was heard. Cheap enough for every packet: it only sets a flag. */
  heard(): void
  stop(): void
}

/**
 * Notices within three intervals that the other side is gone (docs/spec/channel.md), which TCP alone takes many minutes
 * to do, and keeps traffic on streams and sockets that js-libp2p would cut after 120 s without any.
 */
export function startHeartbeat({ intervalMs, ask, dead }: HeartbeatOptions): Heartbeat {
  let heard = true
  let asked = false
  const timer = setInterval(() => {
    if (heard) {
      heard = false
      asked = false
    } else if (!asked) {
      asked = true
      ask()
    } else {
      clearInterval(timer)
      dead()
    }
  }, intervalMs)
  return {
    heard: () => {
      heard = true
    },
    stop: () => clearInterval(timer),
  }
}
