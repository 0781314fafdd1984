import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isOpenPeerError } from '../../src/errors.ts'
import { formatWellKnown, parseWellKnown, type WellKnown, wellKnownUrl } from '../../src/identity-proofs/well-known.ts'

const NODE = '/dns4/node.a.example/tcp/4001/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const full: WellKnown = {
  version: 1,
  network: 'main',
  domain: 'a.example',
  key: new Uint8Array(32).fill(1),
  nextKey: new Uint8Array(32).fill(2),
  nodes: [NODE],
  gateway: 'https://a.example/',
}
const { nextKey: _next, gateway: _gateway, ...least } = full

/** The full document with some fields changed; undefined takes one away. */
function changed(fields: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(formatWellKnown(full)), ...fields })
}

test('what was formatted is read back, with and without the optional fields', () => {
  for (const document of [full, { ...least, nodes: [] }]) {
    assert.deepEqual(parseWellKnown(formatWellKnown(document), 'a.example'), document)
  }
})

test('the text is the documented one', () => {
  assert.deepEqual(JSON.parse(formatWellKnown(full)), {
    version: 1,
    network: 'main',
    domain: 'a.example',
    key: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE',
    nextKey: 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI',
    nodes: [NODE],
    gateway: 'https://a.example/',
  })
})

test('fields that are not known are passed over', () => {
  assert.deepEqual(parseWellKnown(changed({ later: { more: true } }), 'a.example'), full)
})

const broken: Record<string, string> = {
  'not JSON': '<html>',
  'not a JSON object': '[]',
  'a JSON object': 'null',
  'above 16384 bytes': changed({ padding: 'x'.repeat(16_384) }),
  '"version" is not 1': changed({ version: 2 }),
  '"network" is not a text': changed({ network: undefined }),
  '"network" is not 1 to 32': changed({ network: 'Main Network' }),
  'the document of b.example, not of a.example': changed({ domain: 'b.example' }),
  'the document of A.example, not': changed({ domain: 'A.example' }),
  '"key" is not a text': changed({ key: undefined }),
  '"key" is not the base64url of 32 bytes': changed({ key: 'AQEB' }),
  '"nextKey" is not the base64url': changed({ nextKey: 'A'.repeat(44) }),
  '"nextKey" is not a text': changed({ nextKey: null }),
  '"nodes" is not a list': changed({ nodes: undefined }),
  '"nodes" has more than 16': changed({ nodes: Array(17).fill(NODE) }),
  '"nodes" is not a text': changed({ nodes: [7] }),
  '"nodes" is longer than 512': changed({ nodes: ['/'.repeat(513)] }),
  '"/ip4/192.0.2.1/tcp/1" in "nodes"': changed({ nodes: ['/ip4/192.0.2.1/tcp/1'] }),
  '"gateway" is not an https URL': changed({ gateway: 'http://a.example/' }),
}

for (const [rule, text] of Object.entries(broken)) {
  test(`refused: ${rule}`, () => {
    assert.throws(
      () => parseWellKnown(text, 'a.example'),
      (error) => isOpenPeerError(error, 'MALFORMED_MESSAGE') && error.message.includes(rule),
    )
  })
}

test('a node with another kind of key is refused', () => {
  const rsa = `/ip4/192.0.2.1/tcp/1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N`
  assert.throws(() => parseWellKnown(changed({ nodes: [rsa] }), 'a.example'), { code: 'MALFORMED_MESSAGE' })
})

test('a second spelling of the same key is refused', () => {
  const other = 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQF'
  assert.throws(() => parseWellKnown(changed({ key: other }), 'a.example'), { code: 'MALFORMED_MESSAGE' })
})

test('plain http is a gateway on this machine only', () => {
  for (const gateway of ['http://127.0.0.1:8080/', 'http://localhost:8080', 'http://[::1]:1/']) {
    assert.equal(parseWellKnown(changed({ gateway }), 'a.example').gateway, gateway)
  }
  for (const gateway of ['http://127.0.0.1.example/', 'http://localhost.example/', 'ws://localhost/', 'a.example']) {
    assert.throws(() => parseWellKnown(changed({ gateway }), 'a.example'), { code: 'MALFORMED_MESSAGE' }, gateway)
  }
})

test('messages carry no control characters of the stranger', () => {
  assert.throws(
    () => parseWellKnown(changed({ domain: '\u001b[2J\u009b31m\u202ea.example' }), 'a.example'),
    (error) => error instanceof Error && /^[\x20-\x7e]*$/.test(error.message),
  )
})

test('whatever the text, it is read or MALFORMED_MESSAGE', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.dictionary(fc.constantFrom(...Object.keys(full)), fc.jsonValue()).map(changed),
      ),
      (text) => {
        try {
          assert.equal(parseWellKnown(text, 'a.example').domain, 'a.example')
        } catch (error) {
          assert.ok(isOpenPeerError(error, 'MALFORMED_MESSAGE'), String(error))
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('only a plain domain has a document', () => {
  assert.equal(wellKnownUrl('xn--bcher-kva.example'), 'https://xn--bcher-kva.example/.well-known/openpeer.json')
  for (const domain of [
    '',
    'A.example',
    'a.example/x',
    'a.example:8443',
    'u@a.example',
    'a.example?',
    'a b',
    `${'a.'.repeat(130)}example`,
  ]) {
    assert.throws(() => wellKnownUrl(domain), { code: 'INVALID_NAME' }, domain)
  }
})
