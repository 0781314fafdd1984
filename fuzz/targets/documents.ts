import { readFileSync } from 'node:fs'
import { formatDevNetwork, readDevNetwork } from '../../src/identity-proofs/dev-network.ts'
import { formatTxtRecord, parseTxtRecord } from '../../src/identity-proofs/txt-record.ts'
import { formatWellKnown, parseWellKnown } from '../../src/identity-proofs/well-known.ts'
import { parseOperatorConfig } from '../../src/node/config.ts'
import { KEYS, rawOf } from '../../test/records/fixtures.ts'
import { grownText, mutateText } from '../mutate-text.ts'
import { mutateValue } from '../mutate-value.ts'
import { bytesText, textBytes } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised } from '../target.ts'

const PEER = '12D3KooWPjceQrSwdWXPyLLeABRXmuqt69Rg3sBYbU1Nft9HyQ6X'
const KEY = rawOf(KEYS.domain)
const WELL_KNOWN = formatWellKnown({
  network: 'main',
  domain: 'a.example',
  key: KEY,
  nextKey: rawOf(KEYS.other),
  nodes: [`/dns4/node.a.example/tcp/4001/p2p/${PEER}`, `/dns4/a.example/tcp/443/tls/ws/p2p/${PEER}`],
  gateway: 'https://a.example',
})
const TXT = formatTxtRecord({ key: KEY, nextKey: rawOf(KEYS.other) })
const DEV = formatDevNetwork({
  addresses: new Map([['a.test', { address: '127.0.0.1', port: 8443 }]]),
  ca: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
  dnsServers: ['127.0.0.1:5353', '[::1]:53'],
})
const CONFIGS = ['operator.example.yaml', 'operator.dev.yaml'].map((name) =>
  // Without its comments, or nearly every change would be in one.
  readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8').replaceAll(/^ *#.*\n/gm, ''),
)

/** JSON with a value changed, or its text. */
export function hostileJson(json: string, random: Random): string {
  if (random.oneIn(3)) return mutateText(json, random)
  let value: unknown = JSON.parse(json)
  for (let left = 1 + random.below(3); left > 0; left--) value = mutateValue(value, random, { anyType: true })
  return JSON.stringify(value) ?? ''
}

/** The documents that a domain shows and that an operator writes. An input is UTF-16. */
export const documentTargets = [
  decoder({
    name: 'well-known',
    codes: ['MALFORMED_MESSAGE'],
    generate: (random) => textBytes(hostileJson(WELL_KNOWN, random)),
    act(input) {
      const document = parseWellKnown(bytesText(input), 'a.example')
      const again = parseWellKnown(formatWellKnown(document), 'a.example')
      promised(formatWellKnown(again) === formatWellKnown(document), 'a document is what it says when written again')
    },
  }),
  decoder({
    name: 'txt-record',
    codes: ['MALFORMED_MESSAGE'],
    generate: (random) => textBytes(random.oneIn(4) ? `openpeer=1;${grownText(random)}` : mutateText(TXT, random)),
    act(input) {
      const record = parseTxtRecord(bytesText(input))
      if (record === null) return
      const text = formatTxtRecord(record)
      promised(formatTxtRecord(parseTxtRecord(text) ?? record) === text, 'a record is what it says when written again')
    },
  }),
  decoder({
    name: 'dev-network',
    codes: ['INVALID_CONFIG'],
    generate: (random) => textBytes(hostileJson(DEV, random)),
    act(input) {
      const json = parsed(bytesText(input))
      if (json === undefined) return
      const text = formatDevNetwork(readDevNetwork(json))
      promised(formatDevNetwork(readDevNetwork(JSON.parse(text))) === text, 'a file is what it says when written again')
    },
  }),
  decoder({
    name: 'config',
    codes: ['INVALID_CONFIG'],
    generate: (random) => textBytes(random.oneIn(10) ? grownText(random) : mutateText(random.pick(CONFIGS), random)),
    act: (input) => parseOperatorConfig('/etc/operator.yaml', bytesText(input)),
  }),
]

/** The file's reader answers for text that is no JSON: here only what is behind it counts. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
