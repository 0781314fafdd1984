import { identityIdText } from '../../../src/records/identity-id.ts'
import { ID } from '../fixtures.ts'

const id = identityIdText(ID)
const label63 = 'a'.repeat(63)
const domain253 = `${label63}.${label63}.${label63}.${'a'.repeat(61)}`

export const VALID_NAMES: [rule: string, inputs: string[]][] = [
  ['plain', ['alice@a.example', 'a@b.cd', '0@a.example', 'alice.b-c_d@a.example', 'a--b@a.example']],
  ['case', ['Bob@B.Example', 'BOB@B.EXAMPLE', '\u212aate@b.example']],
  ['forms', ['acct:bob@b.example', 'ACCT:bob@b.example', 'identity://b.example/bob', 'Identity://B.example/Bob']],
  [
    'domain-a-labels',
    ['bob@bücher.example', 'bob@BÜCHER.example', 'bob@xn--bcher-kva.example', 'bob@b。example', 'bob@faß.example'],
  ],
  [
    'local-a-labels',
    ['Боб@b.example', 'jos\u00e9@b.example', 'jose\u0301@b.example', 'xn--jos-dma@b.example', '太郎@b.example'],
  ],
  ['compatibility', ['ｂｏｂ@b.example', 'bo\u00adb@b.example', '１２３@b.example']],
  ['length', [`${'a'.repeat(64)}@a.example`, `a@${domain253}`]],
]

export const INVALID_NAMES: [rule: string, inputs: string[]][] = [
  [
    'one-at',
    [
      '',
      'alice',
      '@',
      'a@b@c.example',
      '@alice@a.example',
      'alice@',
      '@a.example',
      'acct:alice',
      'identity://a.example',
    ],
  ],
  [
    'local-letters',
    [
      'al ice@a.example',
      'al+tag@a.example',
      "o'neil@a.example",
      'a/b@a.example',
      'a%41@a.example',
      'a:b@a.example',
      '"a"@a.example',
      'a\\b@a.example',
      'a#b@a.example',
    ],
  ],
  [
    'local-dots',
    [
      '.alice@a.example',
      'alice.@a.example',
      'al..ice@a.example',
      '-alice@a.example',
      'alice-@a.example',
      '_a@a.example',
      'a_@a.example',
    ],
  ],
  [
    'local-length',
    [`${'a'.repeat(65)}@a.example`, `bo${'\u00ad'.repeat(1100)}b@b.example`, `${'ж'.repeat(64)}@a.example`],
  ],
  [
    'space',
    [
      ' alice@a.example',
      'alice@a.example ',
      'alice@a.example\n',
      'alice@ a.example',
      'al\tice@a.example',
      'a\u00a0b@a.example',
      'é\tb@a.example',
    ],
  ],
  ['invisible', ['al\u200dice@a.example', 'al\u202eice@a.example', '\u0000@a.example', 'alice@a.exam\u200cple']],
  ['domain-dot', ['alice@localhost', 'alice@a', 'alice@.example', 'alice@a.example.', 'alice@a..example', 'alice@.']],
  [
    'domain-letters',
    [
      'alice@a_b.example',
      'alice@a.example:443',
      'alice@a.example/x',
      'alice@a.ex ample',
      'alice@user:pw@a.example',
      'alice@a!.example',
      'alice@℀.example',
    ],
  ],
  ['domain-hyphen', ['alice@-a.example', 'alice@a-.example', 'alice@a.-example']],
  [
    'domain-length',
    [`a@${label63}a.example`, `a@${domain253}a`, `a@${'ж'.repeat(60)}.example`, `${'a'.repeat(1100)}@a.example`],
  ],
  [
    'ip-address',
    ['alice@127.0.0.1', 'alice@1.2', 'alice@0x7f.0x1', 'alice@[::1]', 'alice@a.0x', 'alice@１２７.0.0.1', 'alice@a.1'],
  ],
  [
    'punycode',
    [
      'alice@xn--a.example',
      'alice@xn--abc-.example',
      'alice@xn--.example',
      'alice@xn--99999999.example',
      'xn--a@a.example',
      'alice@xn--BCHER-kvb.example',
      'alice@xn--ls8h=.example',
    ],
  ],
]

export const VALID_ADDRESSES = [
  'bob@b.example',
  'acct:Bob@b.example',
  'identity://b.example/bob',
  `peer://B.example/${id}`,
  `PEER://b.example/${id}`,
  id,
]

export const INVALID_ADDRESSES: [rule: string, errorCode: 'INVALID_URI' | 'INVALID_NAME', inputs: string[]][] = [
  [
    'uri-scheme',
    'INVALID_URI',
    ['https://b.example/bob', 'mailto:bob@b.example', 'sip:bob@b.example', 'javascript:alert(1)'],
  ],
  [
    'uri-peer',
    'INVALID_URI',
    [
      `peer://${id}`,
      `peer:b.example/${id}`,
      `peer://b.example/${id}/x`,
      `peer://b.example/${id}?x=1`,
      `peer://b.example/${id}#x`,
      'peer://b.example/',
      'peer://b.example/bob',
    ],
  ],
  [
    'uri-id',
    'INVALID_URI',
    [
      '',
      'bob',
      id.slice(0, -1),
      `${id}a`,
      id.toUpperCase(),
      `z${id.slice(1)}`,
      `${id.slice(0, -1)}b`,
      `a.example/${id}`,
      'x'.repeat(2000),
    ],
  ],
  ['uri-domain', 'INVALID_NAME', [`peer://localhost/${id}`, `peer://b.example:443/${id}`, `peer:///${id}`]],
  [
    'uri-identity',
    'INVALID_NAME',
    [
      'identity:bob@b.example',
      'identity://b.example/bob/x',
      'identity://b.example/bob?x',
      'identity://b.example/',
      'identity://bob@b.example/bob',
    ],
  ],
]

export const SCRIPTS: [input: string, mixed: boolean][] = [
  ['bob@b.example', false],
  ['Боб@b.example', false],
  ['p\u0430ypal@b.example', true],
  ['bob@p\u0430ypal.example', true],
  ['γeorge@b.example', true],
  ['太郎ｂ@b.example', false],
  ['東京タワーのabc@b.example', false],
  ['한국漢字a@b.example', false],
  ['한국あ@b.example', true],
  ['42-боб@b.example', false],
]
