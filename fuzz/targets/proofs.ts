import { readdirSync, readFileSync } from 'node:fs'
import { checkClaim } from '../../src/identity-proofs/check-claim.ts'
import { matchClaim } from '../../src/identity-proofs/claims.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { wantedProof } from '../../src/identity-proofs/proof-text.ts'
import { grownText, mutateText } from '../mutate-text.ts'
import { mutateValue } from '../mutate-value.ts'
import { bytesText, pack, textBytes, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised } from '../target.ts'

/** A vector of `test/vectors/proofs/valid`, as far as it is used here: what services answer to the requests for a claim. */
interface Vector {
  id: string
  cases: {
    claim: string
    answers?: { https?: Record<string, Record<string, { body?: unknown }>>; txt?: Record<string, string[]> }
  }[]
}

const directory = new URL('../../test/vectors/proofs/valid/', import.meta.url)
const vectors = readdirSync(directory).map(
  (name) => JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as Vector,
)
const ID = Buffer.from(vectors[0]?.id ?? '', 'hex')

/** Claims that the methods take, each with the answers that prove it. */
const CASES = vectors.flatMap(({ cases }) =>
  cases.map(({ claim, answers = {} }) => ({
    claim,
    bodies: [
      ...Object.values(answers.https ?? {}).flatMap((pages) => Object.values(pages).map(({ body }) => body ?? '')),
      ...Object.values(answers.txt ?? {}).map((texts) => texts.join('\n')),
    ],
  })),
)

function hostileAnswer(body: unknown, random: Random): string {
  if (typeof body === 'string') return mutateText(body, random)
  let value = body
  for (let left = random.below(4); left > 0; left--) value = mutateValue(value, random, { anyType: true })
  const text = JSON.stringify(value) ?? ''
  return random.oneIn(6) ? mutateText(text, random) : text
}

function hostileClaim(claim: string, random: Random): string {
  if (random.oneIn(2)) return claim
  return random.oneIn(8) ? `https://${grownText(random)}` : mutateText(claim, random)
}

/** Account proofs. An input is a claim, the status of every answer to its requests, and their text; texts are UTF-16. */
export const proofTarget = decoder({
  name: 'proof',
  weight: 3,
  codes: [],
  generate(random) {
    const { claim, bodies } = random.pick(CASES)
    const answer = hostileAnswer(bodies.length === 0 ? '' : random.pick(bodies), random)
    const status = random.oneIn(20) ? random.pick([204, 301, 403, 404, 429, 500]) : 200
    return pack(textBytes(hostileClaim(claim, random)), Uint8Array.of(status >> 8, status & 0xff), textBytes(answer))
  },
  async act(input) {
    const [claim = input, [high = 0, low = 0] = [], answer = input] = unpack(input)
    const [claimText, text] = [bytesText(claim), bytesText(answer)]
    const outside: Outside = {
      canResolveDns: true,
      fetchText: async () => ({ status: high * 256 + low, contentType: 'application/json', text }),
      resolveTxt: async () => (text === '' ? null : text.split('\n')),
    }
    const check = await checkClaim(claimText, { id: ID, outside, now: () => 0 })
    const matched = matchClaim(claimText)
    promised((matched === null) === (check.method === null), 'a claim is checked by the method that takes it')
    promised((matched?.question.requests.length ?? 0) <= 2, 'a claim makes two requests at most')
    const { plain, hashed } = wantedProof(ID, claimText)
    const shows = [plain, hashed].some((word) => unescaped(text).includes(word))
    promised(check.result !== 'verified' || shows || isSigned(check.method), 'what is verified was shown')
    return check.result
  },
})

/** A signature proves without the word in the answer. */
function isSigned(method: string | null): boolean {
  return ['nostr', 'ethereum', 'did-plc'].includes(method ?? '')
}

/** As a reader of JSON or HTML has it. */
function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code) % 65_536))
}
