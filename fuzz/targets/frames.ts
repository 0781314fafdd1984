import { streamPair } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { isOpenPeerError, OpenPeerError } from '../../src/errors.ts'
import { openChannel } from '../../src/wire/channel.ts'
import { readFrames } from '../../src/wire/frames.ts'
import { channelLimits } from '../../src/wire/limits.ts'
import { Frame } from '../../src/wire/messages.js'
import { serveChannel } from '../../src/wire/serve-channel.ts'
import { joined, mutateBytes } from '../mutate-bytes.ts'
import { mutateProtobuf } from '../mutate-protobuf.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { Broken, type Outcome, promised, type Target } from '../target.ts'

const LIMITS = { maxFrameBytes: 4_096, partialFrameTimeoutMs: 2_000, requestTimeoutMs: 40, maxConcurrentRequests: 8 }
// Given, because the library numbers them, and has no number left after 32,768 pairs.
const somewhere = { remoteAddr: multiaddr('/ip4/127.0.0.1/tcp/4001') }
const ON_STREAM = { delay: 0, outboundConnection: somewhere, inboundConnection: somewhere }
const METHODS = ['echo', 'fail', 'wait', '__proto__', 'constructor', 'nothing', '']
const EXPECTED = ['FRAME_TOO_LARGE', 'MALFORMED_MESSAGE', 'DISCONNECTED', 'TIMEOUT']

/** One frame, good or not, with its prefix, good or not. */
export function hostileFrame(random: Random, methods: readonly string[] = METHODS, body?: Uint8Array): Uint8Array {
  const frame = Frame.encode({
    id: random.oneIn(4) ? random.uint32() : random.below(6),
    type: random.oneIn(3) ? random.below(9) : 1,
    method: random.pick(methods),
    body: Uint8Array.from(body ?? random.bytes(random.below(40))),
    ...(random.oneIn(3) ? { code: random.pick(['TIMEOUT', 'NO_CODE', '']), retryAfterMs: random.uint32() } : {}),
  })
  const bytes = random.oneIn(3) ? mutateProtobuf(frame, random) : frame
  const length = random.oneIn(8) ? random.uint32() % 2 ** random.below(32) : bytes.length
  return joined([prefix(length, random.oneIn(10) ? random.below(6) : 0), bytes])
}

function prefix(length: number, extra: number): Uint8Array {
  const bytes: number[] = []
  let rest = length
  while (rest > 127) {
    bytes.push((rest % 128) | 0x80)
    rest = Math.floor(rest / 128)
  }
  bytes.push(extra > 0 ? rest | 0x80 : rest)
  for (let left = extra; left > 0; left--) bytes.push(left > 1 ? 0x80 : 0)
  return Uint8Array.from(bytes)
}

/** What is sent on one stream: frames, cut into pieces that arrive one by one. */
export function hostileStream(random: Random): Uint8Array {
  let bytes = joined(Array.from({ length: 1 + random.below(6) }, () => hostileFrame(random)))
  if (random.oneIn(4)) bytes = mutateBytes(bytes, random)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = random.oneIn(2) ? bytes.length : 1 + random.below(20)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pack(...pieces)
}

function onStreams(name: string, act: (input: Uint8Array) => Promise<void>): Target {
  const runOne = async (input: Uint8Array): Promise<Outcome> => {
    try {
      await act(input)
      return 'accepted'
    } catch (error) {
      // What ended the stream, as the library says it: half a frame.
      if (error instanceof Error && error.name === 'UnexpectedEOFError') return 'ended'
      return isOpenPeerError(error) && EXPECTED.includes(error.code) ? error.code : new Broken(error)
    }
  }
  return { name, weight: 1, batch: 64, generate: hostileStream, run: (inputs) => Promise.all(inputs.map(runOne)) }
}

type Ends = Awaited<ReturnType<typeof streamPair>>

async function send([ours]: Ends, input: Uint8Array): Promise<void> {
  for (const piece of unpack(input)) if (ours.writeStatus === 'writable') ours.send(piece)
  await ours.close().catch(() => {})
}

const CONNECTION = { remotePeer: 'somebody' } as never

const handlers = {
  echo: async (body: Uint8Array) => body,
  fail: async () => {
    throw new OpenPeerError('RATE_LIMITED', 'slower', { retryAfterMs: 3 })
  },
  wait: async (_: Uint8Array, { signal }: { signal: AbortSignal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    return new Uint8Array()
  },
}

/** The reader of frames, and both ends of a channel, over streams of this process. An input is the pieces as they arrive. */
export const frameTargets: readonly Target[] = [
  onStreams('frames', async (input) => {
    const ends = await streamPair(ON_STREAM)
    const limits = channelLimits(LIMITS)
    const reading = readFrames(ends[1], {
      limits,
      onArrival: () => {},
      onFrame: (frame) =>
        void promised(Frame.encode(frame).length <= limits.maxFrameBytes * 2, 'a frame is not larger than allowed'),
      onTaken: () => {},
    })
    reading.catch(() => {})
    await send(ends, input)
    try {
      await reading
    } finally {
      ends.forEach((end) => void end.abort(new Error('over')))
    }
  }),
  onStreams('served-channel', async (input) => {
    const ends = await streamPair(ON_STREAM)
    const served = serveChannel(ends[1], CONNECTION, handlers, LIMITS)
    await send(ends, input)
    await served
    promised(ends[1].status !== 'open', 'a served stream ends with its asker')
    ends[0].abort(new Error('over'))
  }),
  onStreams('asking-channel', async (input) => {
    const [ours, theirs] = await streamPair(ON_STREAM)
    const channel = openChannel(ours, LIMITS)
    const asked = ['echo', 'fail', 'echo'].map((method) => channel.request(method, new Uint8Array(3)))
    const ends = Promise.allSettled(asked)
    await send([theirs, ours], input)
    for (const end of await ends) {
      promised(end.status === 'fulfilled' || isOpenPeerError(end.reason), 'a request ends with an answer or a code')
    }
    await channel.closed
    promised(!channel.isOpen, 'a channel ends with its stream')
    theirs.abort(new Error('over'))
  }),
]
