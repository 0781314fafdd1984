import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decode, encode, type StringAnswer, type TxtAnswer } from 'dns-packet'
import { isOpenPeerError } from '../../src/errors.ts'
import { createDns, type Dns } from '../../src/identity-proofs/dns.node.ts'
import { stunResponse } from '../../src/node/stun.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { Broken, decoder, type Outcome, promised, type Target } from '../target.ts'

const HOSTS = ['203.0.113.7', '2001:db8::1', '::ffff:203.0.113.7', '::', '255.255.255.255', 'fe80::1']

/** A binding request with its attributes, changed. */
export function hostileStun(random: Random): Uint8Array {
  const attributes = random.bytes(4 * random.below(8))
  const request = new Uint8Array(20 + attributes.length)
  const view = new DataView(request.buffer)
  view.setUint16(0, random.oneIn(8) ? random.below(0x4000) : 1)
  view.setUint16(2, random.oneIn(8) ? random.uint32() : attributes.length)
  view.setUint32(4, random.oneIn(10) ? random.uint32() : 0x2112a442)
  request.set(random.bytes(12), 8)
  request.set(attributes, 20)
  return random.oneIn(3) ? mutateBytes(request, random) : request
}

/** STUN: an input is where it comes from (which of HOSTS, port) and the datagram. */
export const stunTarget = decoder({
  name: 'stun',
  codes: [],
  generate(random) {
    const port = random.oneIn(8) ? 0 : random.below(65_536)
    return pack(Uint8Array.of(random.below(HOSTS.length), port >> 8, port & 0xff), hostileStun(random))
  },
  act(input) {
    const [from = input, datagram = input] = unpack(input)
    const remote = { host: HOSTS[from[0] ?? 0] ?? '', port: (from[1] ?? 0) * 256 + (from[2] ?? 0) }
    const answer = stunResponse(datagram, remote)
    if (answer === null) return
    promised(remote.port !== 0, 'nothing is sent to port 0: that would throw')
    promised(answer.length === 32 || answer.length === 44, 'an answer holds one address')
    promised(Buffer.compare(answer.subarray(4, 20), datagram.subarray(4, 20)) === 0, 'an answer names its request')
    // What reflects is worth little where it is hardly more than was sent.
    promised(answer.length <= datagram.length + 24, 'an answer is hardly larger than its request')
  },
})

const LABEL = '_openpeer'
const NAME = `${LABEL}.a.test`
const ANSWER_TIMEOUT_MS = 60

function hostileAnswer(random: Random): Uint8Array {
  const txt = (size: number): TxtAnswer => ({
    type: 'TXT',
    name: NAME,
    ttl: 1,
    data: [Buffer.from(random.bytes(size))],
  })
  const strange: StringAnswer = { type: 'CNAME', name: NAME, ttl: 1, data: 'b.test' }
  const answers = Array.from({ length: random.below(random.oneIn(10) ? 60 : 4) }, () =>
    random.oneIn(8) ? strange : txt(random.below(256)),
  )
  const answer = encode({
    type: 'response',
    id: 0,
    flags: random.oneIn(4) ? random.below(16) : 0,
    questions: [{ type: 'TXT', name: NAME }],
    answers,
  })
  return random.oneIn(3) ? answer : mutateBytes(answer, random)
}

/**
 * What a DNS server answers, over UDP, to our question for a TXT record. An input is the answer.
 */
export async function startDnsTarget(): Promise<{ target: Target; stop: () => Promise<void> }> {
  const server = createSocket('udp4')
  await once(server.bind(0, '127.0.0.1'), 'listening')
  const answers = new Map<string, Uint8Array>()
  server.on('message', (query, from) => {
    const name = decode(query).questions?.[0]?.name.toLowerCase() ?? ''
    const answer = answers.get(name)
    if (answer === undefined) return
    server.send(addressed(answer, query, name), from.port, from.address)
  })
  const dns = createDns([`127.0.0.1:${server.address().port}`])
  let asked = 0
  const target: Target = {
    name: 'dns-answer',
    weight: 0.05,
    batch: 32,
    generate: hostileAnswer,
    run: (inputs) =>
      Promise.all(
        inputs.map(async (input) => {
          // Another name for each, of the same length, so that answers cannot be taken for one another.
          const name = `${String(asked++ % 1e9).padStart(LABEL.length, '_')}.a.test`
          answers.set(name, input)
          try {
            return await askOnce(dns, name)
          } finally {
            answers.delete(name)
          }
        }),
      ),
  }
  return {
    target,
    stop: async () => {
      server.close()
    },
  }
}

/** The answer with the number and the name of this question: a resolver looks at nothing else before. */
function addressed(answer: Uint8Array, query: Buffer, name: string): Buffer {
  const text = Buffer.from(answer).toString('latin1').replaceAll(LABEL, name.slice(0, LABEL.length))
  const bytes = Buffer.from(text, 'latin1')
  query.copy(bytes, 0, 0, 2)
  return bytes
}

async function askOnce(dns: Dns, name: string): Promise<Outcome> {
  try {
    const texts = await dns.resolveTxt(name, { timeoutMs: ANSWER_TIMEOUT_MS })
    return texts === null ? 'none' : 'accepted'
  } catch (error) {
    return isOpenPeerError(error) && ['UNREACHABLE', 'LIMIT_EXCEEDED'].includes(error.code)
      ? error.code
      : new Broken(error)
  }
}
