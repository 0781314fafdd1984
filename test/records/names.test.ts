import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { domainToASCII, domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { displayText, mixedScripts, parseDomain, parseName } from '../../src/records/names.ts'
import { decodePunycode } from '../../src/records/punycode.ts'
import { formatUri, parseAddress } from '../../src/records/uris.ts'

// RFC 3492, section 7.1, A to K and S
const RFC_SAMPLES: [punycode: string, text: string][] = [
  ['egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
  ['ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
  ['4dbcagdahymbxekheh6e0a7fei0b', 'למההםפשוטלאמדבריםעברית'],
  ['n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa', 'なぜみんな日本語を話してくれないのか'],
  ['b1abfaaepdrnnbgefbadotcwatmq2g4l', 'почемужеонинеговорятпорусски'],
  ['bcher-kva', 'bücher'],
  ['d9juau41awczczp', 'そのスピードで'],
]

/** What a name parser may do with any text: give a canonical name that comes back, or one of our errors. */
function parsesCleanly<T>(parse: (input: string) => T, input: string, again: (result: T) => T): void {
  let result: T
  try {
    result = parse(input)
  } catch (error) {
    assert.ok(isOpenPeerError(error), `${JSON.stringify(input)}: ${error}`)
    return
  }
  assert.deepEqual(again(result), result)
}

const piece = fc.oneof(
  fc.constantFrom(
    'xn--',
    'bob',
    'B',
    '.',
    '-',
    '_',
    '@',
    ':',
    '/',
    'é',
    'Ж',
    'ß',
    '０',
    '。',
    '\u200d',
    '\u202e',
    '٣',
    '😀',
    '1',
    '0x',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
const nameLike = fc.tuple(text, text).map(([local, domain]) => `${local}@${domain}.example`)

describe('names', () => {
  it('any text gives one canonical name or INVALID_NAME', () => {
    fc.assert(
      fc.property(fc.oneof(text, nameLike), (input) => {
        parsesCleanly(parseName, input, (name) => parseName(name.text))
        parsesCleanly(parseDomain, input, parseDomain)
        parsesCleanly(parseAddress, input, (address) => parseAddress(formatUri(address)))
      }),
      { numRuns: 1500 },
    )
  })

  it('a canonical name is plain ASCII within its limits, and what is shown of it leads back', () => {
    fc.assert(
      fc.property(nameLike, (input) => {
        let name: ReturnType<typeof parseName>
        try {
          name = parseName(input)
        } catch {
          return
        }
        assert.match(name.text, /^[a-z0-9._-]{1,64}@[a-z0-9.-]{3,253}$/)
        assert.deepEqual(parseName(displayText(name.text)), name)
        assert.equal(typeof mixedScripts(name), 'boolean')
      }),
      { numRuns: 1500 },
    )
  })

  it('says what is wrong and how names look', () => {
    assert.throws(() => parseName('alice'), /alice@a\.example/)
    assert.throws(() => parseDomain(`a${'\u00ad'.repeat(1100)}.example`), { code: 'INVALID_NAME' })
    const long = 'a'.repeat(500)
    assert.throws(
      () => parseName(long),
      (error: Error) => error.message.length < 300,
    )
  })
})

describe('punycode', () => {
  for (const [punycode, text] of RFC_SAMPLES) {
    it(`decodes ${text}`, () => assert.equal(decodePunycode(punycode), text))
  }

  it('gives null for what is none', () => {
    for (const broken of [
      'bcher-*va',
      'bcher-k/a',
      'bcher-kv*',
      'bcher-kv',
      'bcher-KVA',
      'b',
      '99999999',
      '9'.repeat(60),
    ]) {
      assert.equal(decodePunycode(broken), null, broken)
    }
  })

  it('gives a text or null for any label, and what Node.js gives wherever a domain can have it', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcxyz0189-'), maxLength: 12 })
    fc.assert(
      fc.property(letters, (label) => {
        const decoded = decodePunycode(label)
        assert.ok(decoded === null || typeof decoded === 'string')
      }),
      { numRuns: 1500 },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
        const label = domainToASCII(text)
        if (/^xn--[a-z0-9-]+$/.test(label)) assert.equal(decodePunycode(label.slice(4)), domainToUnicode(label))
      }),
      { numRuns: 500 },
    )
  })
})
