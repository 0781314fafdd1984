import { x25519 } from '@noble/curves/ed25519.js'
import type { ErrorCode } from '../../src/errors.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { openBox, sealBox } from '../../src/peer/key-store-box.ts'
import { decodeKeys, encodeKeys } from '../../src/peer/key-store-text.ts'
import { recoveryKeyFromWords, recoveryWords } from '../../src/peer/recovery-words.ts'
import { decodeContact, encodeContact, readAge } from '../../src/peer/stored-contact.ts'
import { openVault, PLAIN_BYTES, sealPlain, sealVault } from '../../src/peer/vault-box.ts'
import { checkedPassphrase, createPassphrase } from '../../src/peer/vault-keys.ts'
import { parseName } from '../../src/records/names.ts'
import { openRecord } from '../../src/records/validate.ts'
import type {
  VerifiedDomain,
  VerifiedIdentity,
  VerifiedLocation,
  VerifiedName,
} from '../../src/records/verified-record.ts'
import { contactOf } from '../../test/peer/connect-people.ts'
import {
  addressBytes,
  filled,
  ID,
  KEYS,
  NAME,
  NETWORK,
  NOW,
  ROUTING_KEYS,
  rawOf,
  sealWith,
} from '../../test/records/fixtures.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateText } from '../mutate-text.ts'
import { bytesText, textBytes } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised } from '../target.ts'
import { hostileJson } from './documents.ts'
import { VALIDATE_CODES } from './records.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const utf8 = (value: string) => new TextEncoder().encode(value)
const open = async (kind: keyof typeof ROUTING_KEYS) =>
  openRecord(await sealWith(kind), ROUTING_KEYS[kind], { network: NETWORK })

const LOCK = { name: NAME.text, fetchKey: rawOf(KEYS.identity), sealKey: filled(9) }
const KEYS_TEXT = text(encodeKeys({ ...(await createKeys({ network: NETWORK })).keys, vault: LOCK }))
const CHEAP = { memoryKiB: 8, iterations: 1, parallelism: 1 }
const BOX = await sealBox(utf8(KEYS_TEXT), 'passphrase', CHEAP)
const WORDS = recoveryWords(KEYS.recovery)
const OPEN_KEY = filled(7)
const SEAL_KEY = x25519.getPublicKey(OPEN_KEY)
const PASSPHRASE = createPassphrase()
const VAULT = await sealVault(decodeKeys(utf8(KEYS_TEXT)), SEAL_KEY)
const VAULT_TEXT = JSON.stringify({ version: 1, ...JSON.parse(KEYS_TEXT) })
const CONTACT = text(
  encodeContact({
    contact: contactOf((await open('identity')) as VerifiedIdentity, {
      name: NAME,
      checks: [{ name: 'binding', result: 'passed', detail: 'seen' } as never],
      domain: (await open('domain')) as VerifiedDomain,
      nameRecord: (await open('name')) as VerifiedName,
      homes: [(await open('domain')) as VerifiedDomain],
      locations: [(await open('location')) as VerifiedLocation],
      addresses: [addressBytes('/ip4/203.0.113.9/tcp/4001')],
      resolvedAt: NOW,
    }),
    pin: { at: NOW, domain: 'b.example', domainKey: rawOf(KEYS.domain) },
  }),
)
promised(
  parseName('bob@b.example').text === NAME.text && ID.length === filled(0).length,
  'the fixtures are what they were',
)

/** What a peer's own disk gives back: damaged by a crash or changed by somebody who got at it. An input is UTF-16. */
export const storeTargets = [
  decoder({
    name: 'keys',
    codes: ['KEY_STORE_DAMAGED'],
    generate: (random) => {
      const bytes = random.oneIn(5) ? mutateBytes(utf8(KEYS_TEXT), random) : utf8(hostileJson(KEYS_TEXT, random))
      return bytes
    },
    act(input) {
      const keys = decodeKeys(input)
      promised(text(encodeKeys(decodeKeys(encodeKeys(keys)))) === text(encodeKeys(keys)), 'keys survive being kept')
    },
  }),
  decoder({
    name: 'key-store',
    weight: 0.2,
    codes: ['KEY_STORE_DAMAGED', 'KEY_STORE_LOCKED'],
    generate: (random) => textBytes(withCheapGuess(hostileJson(BOX, random))),
    act: (input) => openBox(bytesText(input), 'passphrase'),
  }),
  decoder({
    name: 'stored-contact',
    weight: 0.5,
    codes: [...VALIDATE_CODES, 'INVALID_NAME'] satisfies ErrorCode[],
    generate: (random) => (random.oneIn(5) ? mutateBytes(utf8(CONTACT), random) : utf8(hostileJson(CONTACT, random))),
    async act(input) {
      const known = await decodeContact(input, NETWORK)
      const again = encodeContact(known)
      promised(
        text(encodeContact(await decodeContact(again, NETWORK))) === text(again),
        'a contact survives being kept',
      )
    },
  }),
  decoder({
    name: 'recovery-words',
    codes: ['INVALID_ARGUMENT'],
    generate: (random) => textBytes(random.oneIn(20) ? WORDS : mutateText(WORDS, random)),
    async act(input) {
      const words = recoveryWords(await recoveryKeyFromWords(bytesText(input)))
      promised(words === WORDS, 'words that are taken are the words of their key')
    },
  }),
  decoder({
    name: 'vault',
    weight: 0.5,
    codes: ['KEY_STORE_LOCKED', 'KEY_STORE_DAMAGED'],
    generate: (random) =>
      random.oneIn(3) ? mutateBytes(VAULT, random) : vaultOf(hostileJson(VAULT_TEXT, random), random),
    async act(input) {
      const { keyLog } = await openVault(input, OPEN_KEY)
      promised(keyLog.length > 0 && keyLog.every((event) => event instanceof Uint8Array), 'a vault holds a key log')
    },
  }),
  decoder({
    name: 'vault-words',
    codes: ['INVALID_ARGUMENT'],
    generate: (random) => textBytes(random.oneIn(20) ? PASSPHRASE : mutateText(PASSPHRASE, random)),
    act(input) {
      const words = checkedPassphrase(bytesText(input))
      promised(
        /^[a-z]+( [a-z]+){5}$/.test(words) && checkedPassphrase(words) === words,
        'words are six, read in one way',
      )
    },
  }),
  decoder({
    name: 'contact-age',
    codes: [],
    generate: (random) => utf8(hostileJson(CONTACT, random)),
    act(input) {
      const age = readAge(input)
      promised(age === null || (typeof age.pinned === 'boolean' && age.resolvedAt >= 0), 'an age is a number')
    },
  }),
]

/** A vault of any content, sealed as if it were right. */
async function vaultOf(content: string, random: Random): Promise<Uint8Array> {
  const plain = new Uint8Array(PLAIN_BYTES)
  const bytes = utf8(content).subarray(0, plain.length - 2)
  new DataView(plain.buffer).setUint16(0, random.oneIn(10) ? random.below(65_536) : bytes.length)
  plain.set(bytes, 2)
  return sealPlain(plain, SEAL_KEY, () => random.bytes(32))
}

/** A file may ask for a gigabyte and minutes of work, which its owner would have asked for; a million of them may not. */
function withCheapGuess(json: string): string {
  return json.replace(/"memoryKiB": ?\d{4,}/g, '"memoryKiB":64').replace(/"iterations": ?\d\d+/g, '"iterations":2')
}
