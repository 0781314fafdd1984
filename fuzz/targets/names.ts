import { formatDeviceRequest, parseDeviceRequest } from '../../src/records/device-request.ts'
import { identityIdText, parseIdentityId } from '../../src/records/identity-id.ts'
import { peerIdBytesFromRaw } from '../../src/records/keys.ts'
import { displayText, mixedScripts, parseDomain, parseName } from '../../src/records/names.ts'
import { decodePunycode } from '../../src/records/punycode.ts'
import { registrableDomain } from '../../src/records/registrable-domain.ts'
import { formatUri, parseAddress } from '../../src/records/uris.ts'
import { grownText, mutateText } from '../mutate-text.ts'
import { bytesText, textBytes } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised, type Target } from '../target.ts'

const ID = identityIdText(new Uint8Array(32).fill(0x5a))
const NAMES = [
  'alice@a.example',
  'acct:Bob@B.example',
  'identity://b.example/bob',
  'o.k_a-y@xn--mnchen-3ya.example',
  'ÄÖ@bücher.example',
  'a@中国.example',
]
const DOMAINS = ['a.example', 'xn--80ak6aa92e.com', 'a.b.c.d.e.f.example', 'MÜNCHEN.example', 'a.co.uk', '1.2.3.4']
const ADDRESSES = [...NAMES, ID, `peer://a.example/${ID}`, `PEER://a.example/${ID.toUpperCase()}`]
const DEVICE_REQUEST = formatDeviceRequest({
  network: 'main',
  identityId: new Uint8Array(32).fill(0x5a),
  entry: {
    peerId: peerIdBytesFromRaw(new Uint8Array(32).fill(0xa5)),
    sealingKey: new Uint8Array(32).fill(0x77),
    signature: new Uint8Array(64).fill(0x99),
    publisher: false,
  },
})

function someText(random: Random, samples: readonly string[]): string {
  return random.oneIn(4) ? grownText(random) : mutateText(random.pick(samples), random)
}

function textTarget(options: {
  name: string
  samples: readonly string[]
  codes: Parameters<typeof decoder>[0]['codes']
  act: (text: string) => unknown
}): Target {
  const { samples, act, ...rest } = options
  return decoder({
    ...rest,
    weight: 2,
    generate: (random) => textBytes(someText(random, samples)),
    act: (input) => act(bytesText(input)),
  })
}

/** Everything that reads what a person typed, copied, or put into a record. An input is UTF-16. */
export const nameTargets: readonly Target[] = [
  textTarget({
    name: 'name',
    samples: NAMES,
    codes: ['INVALID_NAME'],
    act(text) {
      const name = parseName(text)
      promised(/^[\x21-\x7e]+$/.test(name.text) && name.text.length <= 318, 'a canonical name is short ASCII')
      promised(parseName(name.text).text === name.text, 'the canonical form of a name is its own')
      promised(parseDomain(name.domain) === name.domain, "a name's domain is canonical")
      displayText(name.text)
      mixedScripts(name)
    },
  }),
  textTarget({
    name: 'domain',
    samples: DOMAINS,
    codes: ['INVALID_NAME'],
    act(text) {
      const domain = parseDomain(text)
      promised(parseDomain(domain) === domain, 'the canonical form of a domain is its own')
      promised(new URL(`https://${domain}/`).hostname === domain, 'a URL of a domain has that host')
      const seat = registrableDomain(domain)
      promised(domain === seat || domain.endsWith(`.${seat}`), 'a registrable domain is the end of its domain')
      promised(registrableDomain(seat) === seat, 'a registrable domain is its own')
    },
  }),
  textTarget({
    name: 'address',
    samples: ADDRESSES,
    codes: ['INVALID_NAME', 'INVALID_URI'],
    act(text) {
      const address = parseAddress(text)
      const uri = formatUri(address)
      promised(formatUri(parseAddress(uri)) === uri, 'the URI of an address leads to the same address')
    },
  }),
  textTarget({
    name: 'identity-id',
    samples: [ID],
    codes: ['INVALID_URI'],
    act(text) {
      promised(identityIdText(parseIdentityId(text)) === text, 'an identity id has one text')
    },
  }),
  textTarget({
    name: 'device-request',
    samples: [DEVICE_REQUEST],
    codes: ['INVALID_URI'],
    act(text) {
      const request = parseDeviceRequest(text)
      promised(
        formatDeviceRequest(request) === text.trim().toUpperCase(),
        'a device request has one text, but for its case',
      )
      promised(!request.entry.publisher, 'nobody asks to be a publisher')
    },
  }),
  textTarget({
    name: 'punycode',
    samples: ['mnchen-3ya', '80ak6aa92e', 'fiqs8s', '-', 'a-b-'],
    codes: [],
    act: (text) => void decodePunycode(text.slice(0, 1024)),
  }),
]
