// Replays the committed vectors as any other implementation would: from the files alone.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fromString } from 'uint8arrays/from-string'
import type { ErrorCode } from '../../src/errors.ts'
import { formatDeviceRequest, openDeviceRequest } from '../../src/records/device-request.ts'
import { invitationUri, parseInvitation } from '../../src/records/invitation.ts'
import { compareKeyLogs, replay } from '../../src/records/key-log.ts'
import { displayText, mixedScripts, parseName } from '../../src/records/names.ts'
import { safetyNumber } from '../../src/records/safety-number.ts'
import { openSealed } from '../../src/records/sealed-record.ts'
import { select } from '../../src/records/select.ts'
import { formatUri, parseAddress } from '../../src/records/uris.ts'
import { openRecord, validate, validateSealed } from '../../src/records/validate.ts'
import { openWitness } from '../../src/records/witness-statement.ts'
import { allVectors } from './vector-cases/all-vectors.ts'
import { asJson } from './vector-cases/vector.ts'

const ROOT = join(import.meta.dirname, '../vectors')
const SPEC = join(import.meta.dirname, '../../docs/spec')

// biome-ignore lint/suspicious/noExplicitAny: read from files, and each operation knows its own fields
type Content = Record<string, any>

const read = (folder: string) =>
  readdirSync(join(ROOT, folder)).map((file) => {
    const text = readFileSync(join(ROOT, folder, file), 'utf8')
    return { path: `${folder}/${file}`, text, content: JSON.parse(text) as Content }
  })
const bytes = (hex: string) => fromString(hex, 'hex')
const logOf = (events: string[]) => events.map(bytes)
const mirrored = (result: Content) => ({
  ...result,
  ...(result.winner === undefined ? {} : { winner: { a: 'b', b: 'a', same: 'same' }[result.winner as string] }),
})

async function openGuest({ bytes: envelope, capability, readSecret, network, now }: Content) {
  return openSealed(await validateSealed(bytes(envelope), bytes(capability), { network, now }), bytes(readSecret), now)
}

const accepts: Record<string, (content: Content) => unknown> = {
  validate: async ({ bytes: envelope, routingKey, network, now, expected }) => {
    const record = asJson(await validate(bytes(envelope), bytes(routingKey), { network, now })) as Content
    for (const [field, value] of Object.entries(expected)) assert.deepEqual(record[field], value, field)
    assert.equal(record.bytes, envelope)
    assert.equal(record.routingKey, routingKey)
  },
  replay: async ({ events, expected }) => assert.deepEqual(asJson(await replay(logOf(events))), expected),
  compareKeyLogs: ({ a, b, expected }) => {
    assert.deepEqual(compareKeyLogs(logOf(a), logOf(b)), expected)
    assert.deepEqual(compareKeyLogs(logOf(b), logOf(a)), mirrored(expected))
  },
  select: async ({ a, b, routingKey, network, expected }) => {
    const [first, second] = await Promise.all(
      [a, b].map((one) => openRecord(bytes(one), bytes(routingKey), { network })),
    )
    assert.ok(first && second)
    assert.deepEqual(select(first, second), expected)
    assert.deepEqual(select(second, first), mirrored(expected))
  },
  safetyNumber: ({ cases }) => {
    for (const { a, b, number } of cases) {
      const [one, other] = [a, b].map(({ id, signingKey }) => ({ id: bytes(id), signingKey: bytes(signingKey) }))
      assert.ok(one && other)
      assert.match(number, /^\d{60}$/)
      assert.equal(safetyNumber(one, other), number)
      assert.equal(safetyNumber(other, one), number)
    }
  },
  parseName: ({ cases }) => {
    for (const { input, display, ...name } of cases) {
      assert.deepEqual(parseName(input), name)
      assert.deepEqual(parseName(name.text), name, 'a canonical name comes back')
      assert.deepEqual(parseName(display), name, 'and so does what people are shown')
      assert.equal(displayText(name.text), display)
    }
  },
  parseAddress: ({ cases }) => {
    for (const { input, uri } of cases) {
      assert.equal(formatUri(parseAddress(input)), uri)
      assert.deepEqual(parseAddress(uri), parseAddress(input))
    }
  },
  mixedScripts: ({ cases }) => {
    for (const { input, mixed } of cases) assert.equal(mixedScripts(parseName(input)), mixed, input)
  },
  openWitness: async ({ bytes: envelope, network, expected }) => {
    const { payload, signer } = await openWitness(bytes(envelope), network)
    assert.deepEqual(asJson({ payload, signer }), expected)
  },
  openSealed: async (content) => {
    const opened = await openGuest(content)
    const found = opened === null ? null : { id: opened.identity.payload.id, homes: opened.homes }
    assert.deepEqual(asJson(found), content.expected)
  },
  parseInvitation: ({ cases }) => {
    for (const { input, uri, ...invitation } of cases) {
      assert.deepEqual(asJson(parseInvitation(input)), invitation)
      assert.equal(invitationUri(parseInvitation(input)), uri)
    }
  },
  openDeviceRequest: async ({ cases }) => {
    for (const { input, text, ...request } of cases) {
      const opened = await openDeviceRequest(input)
      assert.deepEqual(asJson(opened), request)
      assert.equal(formatDeviceRequest(opened), text)
    }
  },
  hashes: ({ cases }) => assert.ok(cases.length === 1), // held by "are what the functions give" below
}

const refuses: Record<string, (content: Content) => (() => Promise<unknown>)[]> = {
  validate: ({ bytes: envelope, routingKey, network, now }) => [
    () => validate(bytes(envelope), bytes(routingKey), { network, now }),
  ],
  openWitness: ({ bytes: envelope, network }) => [() => openWitness(bytes(envelope), network)],
  openSealed: (content) => [() => openGuest(content)],
  openDeviceRequest: ({ inputs }) => inputs.map((input: string) => () => openDeviceRequest(input)),
  parseInvitation: ({ inputs }) => inputs.map((input: string) => async () => parseInvitation(input)),
  replay: ({ events }) => [() => replay(logOf(events))],
  parseName: ({ inputs }) => inputs.map((input: string) => async () => parseName(input)),
  parseAddress: ({ inputs }) => inputs.map((input: string) => async () => parseAddress(input)),
}

describe('vectors', () => {
  const valid = ['records/valid', 'names/valid', 'sealed/valid', 'witnesses/valid'].flatMap(read)
  const invalid = ['records/invalid', 'names/invalid', 'sealed/invalid', 'witnesses/invalid'].flatMap(read)

  for (const { path, content } of valid) {
    it(`${path}: ${content.description}`, async () => {
      const accept = accepts[content.operation]
      assert.ok(accept)
      await accept(content)
    })
  }

  for (const { path, content } of invalid) {
    it(`${path}: ${content.description}`, async () => {
      const runs = refuses[content.operation]?.(content) ?? []
      assert.ok(runs.length > 0)
      for (const run of runs) await assert.rejects(run, { name: 'OpenPeerError', code: content.errorCode })
    })
  }

  it('are what the functions give now, no more and no fewer', async () => {
    const fresh = (await allVectors()).map(({ path, content }) => [
      `${path}.json`,
      `${JSON.stringify(content, null, 2)}\n`,
    ])
    const committed = [...valid, ...invalid].map(({ path, text }) => [path, text])
    assert.deepEqual(Object.fromEntries(committed), Object.fromEntries(fresh))
  })

  it('break each rule of the spec with its code, and no rule that is not there', () => {
    const rules = new Map<string, ErrorCode>()
    for (const page of [
      'records.md',
      'devices.md',
      'key-log.md',
      'names.md',
      'sealed-records.md',
      'invitations.md',
      'witnesses.md',
    ]) {
      const text = readFileSync(join(SPEC, page), 'utf8')
      for (const [, rule = '', code = ''] of text.matchAll(/^\|[^|`]*\|? *`([a-z-]+)` *\| ([A-Z_]+) +\|/gm)) {
        rules.set(rule, code as ErrorCode)
      }
    }
    assert.ok(rules.size > 70, `only ${rules.size} rules were found in the spec`)
    const broken = new Map(invalid.map(({ content }) => [content.rule, content.errorCode]))
    assert.deepEqual([...broken].sort(), [...rules].sort())
    for (const { path, content } of invalid) assert.equal(content.errorCode, rules.get(content.rule), path)
  })
})
