import { answering, call, type MessageCodec, type Method } from '../../src/wire/call.ts'
import { Frame, HelloRequest, HelloResponse } from '../../src/wire/messages.js'
import { chat, directory, records } from '../../src/wire/methods.ts'
import type { RequestContext } from '../../src/wire/serve-channel.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateProtobuf } from '../mutate-protobuf.ts'
import { mutateValue } from '../mutate-value.ts'
import type { Random } from '../random.ts'
import { decoder, promised, type Target } from '../target.ts'
import { SAMPLES } from './sample-messages.ts'

// biome-ignore lint/suspicious/noExplicitAny: every method of the tables, whatever its messages
export type AnyMethod = Method<any, any>

/** Every method of every protocol, by `<protocol>-<method>`. */
export const METHODS: readonly [string, AnyMethod][] = [
  ...methodsOf('directory', directory),
  ...methodsOf('records', records),
  ...methodsOf('chat', chat),
]

/** What no method table holds: the hello, and the frame that carries everything else. */
const OTHERS: readonly [string, AnyMethod][] = [
  ['hello', { name: 'hello', request: HelloRequest, response: HelloResponse, limits: {} }],
  ['frame', { name: 'frame', request: Frame, response: Frame, limits: {} }],
]

function methodsOf(protocol: string, table: Record<string, AnyMethod>): [string, AnyMethod][] {
  return Object.values(table).map((method) => [`${protocol}-${method.name}`, method])
}

/** The bytes of a message that began as a good one: changed as a value, as fields, as bytes. */
export function hostileMessage<T>(codec: MessageCodec<T>, samples: readonly Partial<T>[], random: Random): Uint8Array {
  const sample = random.pick(samples)
  if (random.oneIn(20)) return random.bytes(random.below(200))
  if (random.oneIn(3)) {
    try {
      return codec.encode(mutateValue(sample, random, { anyType: false }) as Partial<T>)
    } catch {
      return codec.encode(sample) // a number that the codec cannot write
    }
  }
  const bytes = codec.encode(sample)
  return random.oneIn(3) ? mutateBytes(bytes, random) : mutateProtobuf(bytes, random)
}

const CONTEXT = {} as RequestContext

function requestTarget(name: string, method: AnyMethod): Target {
  return decoder({
    name: `${name}-request`,
    weight: 0.4,
    codes: ['MALFORMED_MESSAGE'],
    generate: (random) => hostileMessage(method.request, SAMPLES[name]?.requests ?? [{}], random),
    async act(input) {
      let taken: unknown
      const handler = answering(method, async (request) => {
        taken = request
        return {}
      })
      await handler(input, CONTEXT)
      checkTaken(method.request, taken, method.limits.request)
    },
  })
}

function responseTarget(name: string, method: AnyMethod): Target {
  return decoder({
    name: `${name}-response`,
    weight: 0.4,
    codes: ['MALFORMED_MESSAGE'],
    generate: (random) => hostileMessage(method.response, SAMPLES[name]?.responses ?? [{}], random),
    async act(input) {
      const taken = await call({ request: async () => input }, method, {})
      checkTaken(method.response, taken, method.limits.response)
    },
  })
}

function checkTaken(codec: MessageCodec<unknown>, taken: unknown, limits: Record<string, unknown> = {}): void {
  for (const [field, most] of Object.entries(limits)) {
    const list = (taken as Record<string, unknown>)[field]
    if (typeof most === 'number')
      promised(Array.isArray(list) && list.length <= most, `${field} has at most ${most} entries`)
  }
  const once = codec.encode(taken as object)
  const twice = codec.encode(codec.decode(once) as object)
  promised(Buffer.compare(once, twice) === 0, 'a message that was taken is the same when written again')
}

/** The codec of every message that crosses a stream, both ways. */
export const messageTargets: readonly Target[] = [...METHODS, ...OTHERS].flatMap(([name, method]) => [
  requestTarget(name, method),
  responseTarget(name, method),
])
