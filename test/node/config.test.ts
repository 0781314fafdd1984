import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { isOpenPeerError } from '../../src/errors.ts'
import { operatorConfig, parseOperatorConfig, readOperatorConfig } from '../../src/node/config.ts'
import { keysAt, leafKeys } from '../../src/node/config-keys.ts'
import { MAX_CONFIG_BYTES } from '../../src/node/config-problems.ts'

const SMALLEST = `
domain: a.example
dataDir: data
listen: [/ip4/0.0.0.0/tcp/4001]
announce: [/dns4/a.example/tcp/4001]
stun: null
`

function problems(yaml: string, environment: Record<string, string> = {}): string[] {
  try {
    parseOperatorConfig('operator.yaml', yaml, environment)
    return []
  } catch (error) {
    assert.ok(isOpenPeerError(error, 'INVALID_CONFIG'), String(error))
    return error.message.split('\n')
  }
}

describe('a configuration', () => {
  it('needs little, and has the defaults of the example', async () => {
    const config = parseOperatorConfig('/etc/openpeer/operator.yaml', SMALLEST)
    assert.deepEqual([config.network, config.registration.mode, config.bootstrap], ['main', 'open', []])
    const example = parse(await readFile('config/operator.example.yaml', 'utf8'))
    for (const section of ['relay', 'limits', 'log'] as const) assert.deepEqual(config[section], example[section])
  })

  it('has paths relative to its own file', () => {
    const config = parseOperatorConfig(
      '/etc/openpeer/operator.yaml',
      `${SMALLEST}\ndev: dev.json\nhttp: { tls: { certFile: ../tls/a.pem, keyFile: /tls/key.pem } }`,
    )
    assert.equal(config.dataDir, '/etc/openpeer/data')
    assert.equal(config.dev, '/etc/openpeer/dev.json')
    assert.deepEqual(config.http.tls, { certFile: '/etc/tls/a.pem', keyFile: '/tls/key.pem' })
  })

  it('writes a domain in its canonical form', () => {
    assert.equal(
      parseOperatorConfig('f', SMALLEST.replace('a.example', 'BÜCHER.example')).domain,
      'xn--bcher-kva.example',
    )
  })

  const TOP_KEYS = `expected one of ${keysAt([]).join(', ')}`
  const wrong: [string, string, string][] = [
    ['a key that is none', `${SMALLEST}\nwidth: 3`, `operator.yaml:8: width is no key of ours; ${TOP_KEYS}`],
    [
      'a misspelt key',
      SMALLEST.replace('domain', 'domian'),
      `operator.yaml:2: domian is no key of ours (did you mean domain?); ${TOP_KEYS}`,
    ],
    [
      'the style of others',
      `${SMALLEST}\nlog_: {}\n`,
      `operator.yaml:8: log_ is no key of ours (did you mean log?); ${TOP_KEYS}`,
    ],
    [
      'a key in a section',
      `${SMALLEST}\nrelay:\n  maxCircuitByte: 1`,
      'operator.yaml:9: relay.maxCircuitByte is no key of ours (did you mean maxCircuitBytes?); expected one of maxReservations, firstCircuitBytes, firstCircuitMs, maxCircuitBytes, maxCircuitMs, circuitsPerMinute, maxCircuitsPerCaller, raisedBytesPerHour',
    ],
    [
      'a missing key',
      SMALLEST.replace(/dataDir.*/, ''),
      'operator.yaml:1: dataDir: expected the path of a directory, but it is missing',
    ],
    [
      'a wrong value',
      `${SMALLEST}\nrelay:\n  maxReservations: lots`,
      'operator.yaml:9: relay.maxReservations: expected a whole number from 0 to 100000, but found "lots"',
    ],
    [
      'a wrong entry of a list',
      SMALLEST.replace('[/ip4/0.0.0.0/tcp/4001]', '\n  - /ip4/0.0.0.0/tcp/4001\n  - /ip4/0.0.0.0/udp/4001'),
      'operator.yaml:6: listen.1: expected a TCP or WebSocket multiaddr such as /ip4/0.0.0.0/tcp/4001, but found "/ip4/0.0.0.0/udp/4001"',
    ],
    [
      'a value in place of a section',
      `${SMALLEST}\nlog: debug`,
      'operator.yaml:8: log: expected a section with keys below it, but found "debug"',
    ],
    ['nothing at all', '', 'operator.yaml:1: the file: expected keys and values, but found null'],
    [
      'a key twice',
      `${SMALLEST}\nnetwork: a\nnetwork: b`,
      'operator.yaml:9: this is not YAML: Map keys must be unique',
    ],
    [
      'no YAML',
      'domain: [a',
      'operator.yaml:1: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a private address for the world',
      SMALLEST.replace('/dns4/a.example', '/ip4/10.0.0.1'),
      'operator.yaml:5: announce.0: expected a public address (private ones need allowPrivateAddresses), but found "/ip4/10.0.0.1/tcp/4001"',
    ],
    [
      'no address for the world',
      SMALLEST.replace(/announce.*/, ''),
      'operator.yaml:1: announce: expected the public addresses of this node: libp2p cannot find them out, but it is missing',
    ],
    [
      'a STUN responder that nobody can be told of',
      SMALLEST.replace('stun: null', 'stun: { port: 3478 }'),
      'operator.yaml:6: stun.announce: expected host:port of the responder as others see it, since stun.host is 0.0.0.0, but it is missing',
    ],
    [
      'tokens that nobody is asked for',
      `${SMALLEST}\nregistration: { tokens: [sixteen-characters] }`,
      'operator.yaml:8: registration.tokens: expected no tokens, since registration.mode is open, but found another',
    ],
    [
      'a WebSocket with TLS, without a certificate',
      SMALLEST.replace('tcp/4001]', 'tcp/4001/tls/ws]'),
      'operator.yaml:1: http.tls: expected a certificate, since listen has an address with /tls/ws, but it is missing',
    ],
  ]
  for (const [what, yaml, expected] of wrong) {
    it(`says key, line and what was expected: ${what}`, () =>
      assert.ok(problems(yaml).includes(expected), problems(yaml).join('\n')))
  }

  it('tells every problem at once', () => {
    assert.equal(problems(`${SMALLEST}\nlog: { level: loud }\nrelay: { maxCircuitMs: 1 }`).length, 2)
  })

  it('never shows a token in an error', () => {
    assert.ok(!problems(`${SMALLEST}\nregistration: { mode: token, tokens: [short] }`).join().includes('short'))
  })

  it('is refused, never misread: any text gives a configuration or INVALID_CONFIG', () => {
    const line = fc.oneof(
      fc.constantFrom(...SMALLEST.split('\n')),
      fc.string(),
      fc.constantFrom('a: &a [*a]', '? - x', '- 1'),
    )
    fc.assert(fc.property(fc.array(line, { maxLength: 8 }), (lines) => void problems(lines.join('\n'))))
    assert.match(problems('#'.repeat(MAX_CONFIG_BYTES + 1)).join(), /larger than/)
    const bomb = [
      'a: &a [1,2]',
      ...'bcdefghi'.split('').map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(9)}1]`),
    ]
    assert.match(problems(bomb.join('\n')).join(), /aliases/)
  })

  it('names a wrong address also where it is looked at together with other keys', () => {
    for (const [key, address] of [
      ['listen', '/ip4/0.0.0.0/tcq/4001'],
      ['announce', '/ip4/127.0.0.256/tcp/4001'],
    ] as const) {
      const text = SMALLEST.replace(new RegExp(`^${key}: .*$`, 'm'), `${key}: [${address}]`)
      assert.match(problems(text).join(), new RegExp(`: ${key}.0: expected a .*multiaddr.*, but found "${address}"`))
    }
  })

  it('shows a value that contains itself as such', () => {
    assert.match(
      problems(`${SMALLEST}\nlog: &a [*a]`).join(),
      /log: expected .*, but found a value that contains itself/,
    )
  })
})

describe('the environment', () => {
  it('sets the data directory and the log level, and nothing else', () => {
    const environment = { OPENPEER_DATA_DIR: 'elsewhere', OPENPEER_LOG_LEVEL: 'debug', OPENPEER_DOMAIN: 'b.example' }
    const config = parseOperatorConfig('/etc/operator.yaml', SMALLEST, environment)
    assert.deepEqual([config.dataDir, config.log.level, config.domain], [resolve('elsewhere'), 'debug', 'a.example'])
  })

  it('is named in an error', () => {
    assert.deepEqual(problems(SMALLEST, { OPENPEER_LOG_LEVEL: 'loud' }), [
      'environment variable OPENPEER_LOG_LEVEL: log.level: expected silent, error, warn, info, debug, trace, but found "loud"',
    ])
  })
})

describe('the configuration files that come along', () => {
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'openpeer-config-'))
  })
  after(() => rm(directory, { recursive: true, force: true }))

  it('are right', async () => {
    await readOperatorConfig('config/operator.example.yaml', {})
    const dev = await readOperatorConfig('config/operator.dev.yaml', {})
    assert.equal(dev.network, 'dev')
  })

  it('the example has every key', async () => {
    const example = parse(await readFile('config/operator.example.yaml', 'utf8'))
    const missing = leafKeys().filter(
      (key) => key.split('.').reduce((section, part) => section?.[part], example) === undefined,
    )
    assert.deepEqual(missing, [])
  })

  it('a file that is not there, or no JSON where JSON is due, is named', async () => {
    await assert.rejects(readOperatorConfig(join(directory, 'none.yaml'), {}), /cannot read .*none\.yaml/)
    await writeFile(join(directory, 'operator.yaml'), `${SMALLEST}\ndev: dev.json`)
    await writeFile(join(directory, 'dev.json'), 'no json')
    await assert.rejects(readOperatorConfig(join(directory, 'operator.yaml'), {}), /dev\.json is not JSON/)
  })

  it('a program gets the same checks', () => {
    assert.throws(() => operatorConfig({ domain: 'a', listen: [] }), /domain: expected a domain such as a\.example/)
  })
})
