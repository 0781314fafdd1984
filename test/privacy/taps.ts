import { Recording } from './recording.ts'
import { tapNoise } from './tap-noise.ts'
import { tapSockets } from './tap-sockets.ts'

/**
 * Records, until it is closed, what every program of this process gets from the outside, where it gets it: the bytes that
 * noise and TLS decrypted, each datagram, each connection and where it comes from; and what goes over each wire. Nothing
 * that an operator node learns comes by another way; two peers also have WebRTC, whose inside is not seen here.
 */
export function openTaps(): { recording: Recording; close(): void } {
  const recording = new Recording()
  const ends = [tapNoise(recording), tapSockets(recording)]
  return {
    recording,
    close() {
      for (const end of ends.splice(0)) end()
    },
  }
}
