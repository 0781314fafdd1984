import { isOpenPeerError } from '../../src/errors.ts'
import { conversationOf } from '../../src/peer/chat-message.ts'
import { startDevOutside } from '../../src/testnet/dev-outside.ts'
import { call } from '../../src/wire/call.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { chat } from '../../src/wire/methods.ts'
import { openChannelOn } from '../../src/wire/open-stream.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import { NETWORK, NOW } from '../../test/records/fixtures.ts'
import { unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { Broken, type Outcome, type Target } from '../target.ts'
import { hostileStream } from '../targets/frames.ts'
import { hostileMessage } from '../targets/messages.ts'
import { SAMPLES } from '../targets/sample-messages.ts'
import { CALLER_ID, CALLER_RECORD, type Caller, caller, startDevice } from './calling.ts'
import { CIRCUIT_STOP, IDENTIFY, noise } from './libp2p-messages.ts'
import { LYING_DOMAIN, lyingHomeTarget, startLyingHome } from './lying-home.ts'
import type { PeerReady } from './peer-process.ts'
import { lengthPrefixed, streamTarget } from './stream-targets.ts'
import { startUnderTest, type UnderTest, underWatch } from './under-watch.ts'
import { startWatched } from './watched-child.ts'

const CHAT_CODES = [
  'DISCONNECTED',
  'MALFORMED_MESSAGE',
  'INVALID_ARGUMENT',
  'RATE_LIMITED',
  'TOO_MANY_REQUESTS',
  'FRAME_TOO_LARGE',
]
const SIGNALING = '/webrtc-signaling/0.0.1'
const ANSWER_TIMEOUT_MS = 20_000

/** One end peer in its own process: what a stranger, and somebody whose hello it accepted, can send it. */
export function startPeerTargets(): Promise<UnderTest> {
  return startUnderTest(assemble)
}

async function assemble(opened: AsyncDisposableStack): Promise<Omit<UnderTest, 'stop'>> {
  const closeWith = <T extends { stop(): unknown }>(part: T) => opened.adopt(part, async () => void (await part.stop()))
  const outside = closeWith(await startDevOutside({ domains: [LYING_DOMAIN] }))
  const home = closeWith(await startLyingHome())
  const program = new URL('peer-process.ts', import.meta.url)
  const child = closeWith(await startWatched<PeerReady>(program, [outside.file, ...home.multiaddrs]))
  const { multiaddrs, idHex } = child.ready
  const device = closeWith(await startDevice())
  const calls = caller(device, multiaddrs)
  const conversation = conversationOf(Buffer.from(idHex, 'hex'), CALLER_ID)
  let number = NOW

  async function askHonestly(): Promise<void> {
    const channel = await openChannelOn(await calls.connection(), protocolIds(NETWORK).chat)
    const message = { conversation, number: ++number, sentAt: NOW, text: 'Are you there?' }
    const receipt = await call(channel, chat.message, message, { timeoutMs: ANSWER_TIMEOUT_MS })
    await channel.close()
    if (receipt.number !== message.number) throw new Error('the receipt is of another message')
  }

  const hello = protocolIds(NETWORK).hello
  const strangers = (
    name: string,
    protocol: string,
    weight: number,
    writes: (random: Random) => readonly Uint8Array[],
  ) =>
    streamTarget({
      name,
      weight,
      protocol,
      writes,
      connect: () => calls.stranger(),
      patienceMs: 1_500,
      perConnection: 1,
    })
  const targets: Target[] = [
    strangers('peer-hello', hello, 0.1, (random) => [lengthPrefixed(hostileHello(random), random)]),
    strangers('peer-identify', IDENTIFY, 0.05, noise),
    strangers('peer-circuit-stop', CIRCUIT_STOP.protocol, 0.05, CIRCUIT_STOP.writes),
    strangers('peer-chat-uninvited', protocolIds(NETWORK).chat, 0.05, (random) => unpack(hostileStream(random))),
    streamTarget({
      ...{ name: 'peer-signaling', weight: 0.1, protocol: SIGNALING, patienceMs: 150, perConnection: 4 },
      connect: () => calls.connection(),
      writes: (random) => [lengthPrefixed(random.bytes(random.below(80)), random)],
    }),
    streamTarget({
      ...{
        name: 'peer-chat-frames',
        weight: 0.5,
        protocol: protocolIds(NETWORK).chat,
        patienceMs: 150,
        perConnection: 8,
      },
      connect: () => calls.connection(),
      writes: (random) => unpack(hostileStream(random)),
    }),
    chatTarget(calls, conversation),
    lyingHomeTarget(home, (question) => child.ask(question)),
  ]
  return {
    name: 'end peer',
    targets: targets.map((target) => underWatch(target, child, askHonestly)),
    footprint: () => child.footprint(),
  }
}

function hostileHello(random: Random): Uint8Array {
  return hostileMessage(HelloRequest, [{ identityRecord: CALLER_RECORD }, ...(SAMPLES.hello?.requests ?? [])], random)
}

/**
 * Messages to somebody who let us in, each on a channel of its own, since one that is refused ends its stream. An input is
 * the body of one request.
 */
function chatTarget(calls: Caller, conversation: Uint8Array<ArrayBuffer>): Target {
  const ask = async (input: Uint8Array): Promise<Outcome> => {
    const channel = await openChannelOn(await calls.connection(), protocolIds(NETWORK).chat)
    try {
      await channel.request(chat.message.name, input, { timeoutMs: ANSWER_TIMEOUT_MS })
      return 'accepted'
    } catch (error) {
      return isOpenPeerError(error) && CHAT_CODES.includes(error.code) ? error.code : new Broken(error)
    } finally {
      void channel.close()
    }
  }
  return {
    name: 'peer-chat',
    weight: 1,
    batch: 16,
    generate: (random) => {
      const samples = [{ conversation, number: 1 + random.below(1_000), sentAt: NOW, text: 'Hello' }]
      return hostileMessage(chat.message.request, samples, random)
    },
    run: (inputs) => Promise.all(inputs.map(ask)),
  }
}
