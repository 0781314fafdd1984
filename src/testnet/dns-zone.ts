import { type Answer, AUTHORITATIVE_ANSWER, type DecodedPacket, type Packet, type Question } from 'dns-packet'

/** What a DNS responder answers, name by name. Names are compared without regard to case. */
export interface Zone {
  /** The TXT records of a name, in place of those it had; none takes them away. */
  setTxt(name: string, texts: string[]): void
  /** The IPv4 and IPv6 addresses of a name, in place of those it had; none takes them away. */
  setAddresses(name: string, addresses: string[]): void
  /** Makes questions for a name fail, of one type or all: 'servfail' answers so, 'silent' never answers. Null heals it. */
  setFailure(name: string, failure: 'servfail' | 'silent' | null, type?: Known): void
  /** The answer to a query with one question; null when there is to be none. */
  answer(query: DecodedPacket): Packet | null
}

const KNOWN = ['TXT', 'A', 'AAAA'] as const
type Known = (typeof KNOWN)[number]

const TTL_SECONDS = 1
const MAX_STRING_BYTES = 255
// RFC 1035 4.1.1: the response code is the low four bits of the flags.
const SERVFAIL = 2
const NXDOMAIN = 3

export function createZone(): Zone {
  const records = new Map<string, Record<Known, string[]>>()
  const failures = new Map<string, 'servfail' | 'silent'>()
  const change = (name: string, change: Partial<Record<Known, string[]>>) => {
    const key = name.toLowerCase()
    const next = { ...(records.get(key) ?? { TXT: [], A: [], AAAA: [] }), ...change }
    if (Object.values(next).every((values) => values.length === 0)) records.delete(key)
    else records.set(key, next)
  }
  // A name above another one exists, with nothing at it: _openpeer.a.test makes a.test NODATA, not NXDOMAIN.
  const exists = (key: string) => [...records.keys()].some((name) => name === key || name.endsWith(`.${key}`))
  return {
    setTxt: (name, texts) => change(name, { TXT: texts }),
    setAddresses: (name, addresses) =>
      change(name, {
        A: addresses.filter((text) => !text.includes(':')),
        AAAA: addresses.filter((text) => text.includes(':')),
      }),
    setFailure(name, failure, only) {
      for (const type of only === undefined ? KNOWN : [only]) {
        const key = `${type} ${name.toLowerCase()}`
        if (failure === null) failures.delete(key)
        else failures.set(key, failure)
      }
    },
    answer(query) {
      const question = query.questions?.[0]
      if (question === undefined) return null
      const key = question.name.toLowerCase()
      const failure = failures.get(`${question.type} ${key}`)
      if (failure === 'silent') return null
      const code = failure === 'servfail' ? SERVFAIL : exists(key) ? 0 : NXDOMAIN
      const found = records.get(key)
      const answers = found === undefined || code !== 0 ? [] : answersTo(question, found)
      return { type: 'response', id: query.id ?? 0, flags: AUTHORITATIVE_ANSWER | code, questions: [question], answers }
    },
  }
}

function answersTo({ name, type }: Question, found: Record<Known, string[]>): Answer[] {
  if (type === 'TXT') return found.TXT.map((text) => ({ type, name, ttl: TTL_SECONDS, data: txtStrings(text) }))
  if (type === 'A' || type === 'AAAA') return found[type].map((data) => ({ type, name, ttl: TTL_SECONDS, data }))
  return []
}

/** A TXT record is a list of strings of at most 255 bytes; readers join them. */
function txtStrings(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  const strings: Buffer[] = []
  for (let at = 0; at < bytes.length || at === 0; at += MAX_STRING_BYTES)
    strings.push(bytes.subarray(at, at + MAX_STRING_BYTES))
  return strings
}
