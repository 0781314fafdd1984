import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import { fromString } from 'uint8arrays/from-string'
import { OpenPeerError } from '../../src/errors.ts'
import { createGateway } from '../../src/http/gateway.ts'
import type { ResolveQuestion } from '../../src/http/resolve-question.ts'
import { RESOLVE_PATH, resolveRoute } from '../../src/http/resolve-route.ts'
import { createWebApp } from '../../src/http/web-app.ts'
import type { Judgement } from '../../src/node/judge-name.ts'
import { NOTHING_FOUND, type ResolvedBundle } from '../../src/node/resolved-bundle.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { parseName } from '../../src/records/names.ts'
import { formatUri } from '../../src/records/uris.ts'
import { validateDomain, validateIdentity, validateName } from '../../src/records/validate.ts'
import { BOB, NETWORK, sealBob } from './bob.ts'

const SEALED_AT = 1_800_000_000_000
let now = SEALED_AT
let bob: ResolvedBundle
let found: () => ResolvedBundle
const asked: ResolveQuestion[] = []
const WEBSITE = { name: 'website', result: 'ok', detail: 'It shows it.' } as const
const VERIFIED: Judgement = { status: 'verified', checks: [WEBSITE], movedTo: null }
let judgement = VERIFIED
const gateway = createGateway({
  resolve: async (address, { policy }) => {
    asked.push({ address, policy })
    return found()
  },
  judge: async () => judgement,
  timeoutMs: 1_000,
  now: () => now,
})
const app = createWebApp({ routes: { [RESOLVE_PATH]: resolveRoute(gateway) } })

before(async () => {
  bob = await sealBob(SEALED_AT)
})
beforeEach(() => {
  now = SEALED_AT
  found = () => bob
  judgement = VERIFIED
  asked.length = 0
})

const idOf = ({ identity }: ResolvedBundle) => identityIdText(identity?.payload.id ?? new Uint8Array(32))

interface Body {
  notice: string
  name: string | null
  id: string
  domain: string | null
  identity: Record<string, unknown>
  source: string
  answers: number
  needed: number
  refused: object[]
  records: { domain: string | null; name: string | null; identity: string }
}
const bodyOf = async (response: Response) => (await response.json()) as Body

describe('GET /v1/resolve', () => {
  it('says who it is and how that was found, and that the reader must check it', async () => {
    const response = await app.request(`/v1/resolve/${BOB}`)
    assert.equal(response.status, 200)
    const { notice, records, ...rest } = await bodyOf(response)
    assert.match(notice, /[Vv]alidate the records yourself/)
    assert.deepEqual(Object.keys(records), ['domain', 'name', 'identity'])
    assert.deepEqual(rest, {
      name: BOB,
      id: idOf(bob),
      domain: 'b.test',
      status: 'verified',
      advice: 'Go on.',
      checks: VERIFIED.checks,
      movedTo: null,
      identity: {
        homes: ['b.test'],
        devices: 1,
        profile: { displayName: 'Bob', names: [BOB], claims: [] },
        revoked: false,
        seq: SEALED_AT,
        expiresAt: SEALED_AT + 7_200_000,
      },
      source: 'domain',
      answers: 1,
      needed: 1,
      refused: [],
    })
  })

  it('gives records that a reader can validate with nothing else', async () => {
    const { records, id } = await bodyOf(await app.request(`/v1/resolve/${BOB}`))
    const bytes = (text: string | null) => fromString(text ?? '', 'base64url')
    const times = { network: NETWORK, now }
    const domain = await validateDomain(bytes(records.domain), 'b.test', times)
    const name = await validateName(bytes(records.name), domain.payload.key, parseName(BOB), times)
    const identity = await validateIdentity(bytes(records.identity), name.payload.identityId, times)
    assert.equal(identityIdText(identity.keyState.id), id)
  })

  it('tells of answers that were not believed', async () => {
    found = () => ({ ...bob, refused: [{ peerId: 'p', by: 'domain', code: 'WRONG_SIGNER', message: 'another key' }] })
    const body = await bodyOf(await app.request(`/v1/resolve/${BOB}`))
    assert.deepEqual(body.refused, [{ code: 'WRONG_SIGNER', message: 'another key' }])
  })

  it('leaves out where the devices are', async () => {
    const text = await (await app.request(`/v1/resolve/${BOB}`)).text()
    assert.doesNotMatch(text, /location|relay|peerId|multiaddr/i)
  })

  it('takes every way to write an address, and passes the policy on', async () => {
    const id = idOf(bob)
    for (const [path, uri] of [
      ['Bob@B.test', 'identity://b.test/bob'],
      ['bob%40b.test', 'identity://b.test/bob'],
      ['acct:bob@b.test', 'identity://b.test/bob'],
      ['identity:%2F%2Fb.test%2Fbob', 'identity://b.test/bob'],
      [id, id],
      [`peer:%2F%2Fb.test%2F${id}`, `peer://b.test/${id}`],
    ] as const) {
      assert.equal((await app.request(`/v1/resolve/${path}?policy=cache-only`)).status, 200, path)
      const question = asked.pop()
      assert.ok(question)
      assert.equal(formatUri(question.address), uri)
      assert.equal(question.policy, 'cache-only')
    }
    await app.request(`/v1/resolve/${BOB}`)
    assert.equal(asked.pop()?.policy, 'network')
  })

  it('shows no name for an identity that was asked for by its id', async () => {
    found = () => ({ ...bob, domain: null, name: null })
    const body = await bodyOf(await app.request(`/v1/resolve/${idOf(bob)}`))
    assert.deepEqual([body.name, body.domain, body.records.domain, body.records.name], [null, null, null, null])
  })

  const refused: [string, string, number, string][] = [
    ['a name without a domain', 'bob', 400, 'INVALID_URI'],
    ['an empty local part', '@b.test', 400, 'INVALID_NAME'],
    ['two at signs', 'a@b@c.test', 400, 'INVALID_NAME'],
    ['a space', 'bo%20b@b.test', 400, 'INVALID_NAME'],
    ['a broken escape', '%E0%A4@b.test', 400, 'INVALID_NAME'],
    ['another scheme', 'https:%2F%2Fb.test%2Fbob', 400, 'INVALID_URI'],
    ['an id that is cut off', 'baaaa', 400, 'INVALID_URI'],
    ['a name without end', `${'a'.repeat(1_500)}@b.test`, 400, 'INVALID_NAME'],
    ['an unknown policy', `${BOB}?policy=fast`, 400, 'INVALID_ARGUMENT'],
    ['an empty policy', `${BOB}?policy=`, 400, 'INVALID_ARGUMENT'],
    ['two policies', `${BOB}?policy=quorum&policy=quorum`, 400, 'INVALID_ARGUMENT'],
    ['a misspelt parameter', `${BOB}?polcy=quorum`, 400, 'INVALID_ARGUMENT'],
  ]
  for (const [what, path, status, code] of refused) {
    it(`refuses ${what} with ${status} ${code}, asking nobody`, async () => {
      const response = await app.request(`/v1/resolve/${path}`)
      assert.equal(response.status, status)
      assert.equal(((await response.json()) as { code: string }).code, code)
      assert.equal(asked.length, 0)
    })
  }

  it('says 404 for nobody, forgotten within seconds', async () => {
    found = () => NOTHING_FOUND
    const response = await app.request(`/v1/resolve/${BOB}`)
    assert.equal(response.status, 404)
    assert.equal(response.headers.get('cache-control'), 'public, max-age=5')
    assert.equal(((await response.json()) as { code: string }).code, 'NOT_FOUND')
  })

  it('passes on what the lookup failed with', async () => {
    found = () => {
      throw new OpenPeerError('NO_QUORUM', '1 of 2 holders answered')
    }
    const response = await app.request(`/v1/resolve/${BOB}`)
    assert.equal(response.status, 503)
    assert.equal(response.headers.get('retry-after'), '5')
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })
})

describe('caching of /v1/resolve', () => {
  const cacheControl = async (query = '') =>
    (await app.request(`/v1/resolve/${BOB}${query}`)).headers.get('cache-control')

  it('keeps an answer for a minute, and until its first record ends while the gateway is down', async () => {
    assert.equal(await cacheControl(), 'public, max-age=60, stale-if-error=3600')
    now += 3_570_000
    assert.equal(await cacheControl(), 'public, max-age=30, stale-if-error=30')
    now += 60_000
    assert.equal(await cacheControl(), 'public, max-age=0, stale-if-error=0')
  })

  it('asks again each time for policy=quorum', async () => {
    assert.equal(await cacheControl('?policy=quorum'), 'public, no-cache, stale-if-error=3600')
  })

  it('answers 304 to whoever has these records, whatever else changed', async () => {
    const first = await app.request(`/v1/resolve/${BOB}`)
    const etag = first.headers.get('etag') ?? ''
    found = () => ({ ...bob, source: 'holders', answers: 5 })
    const again = await app.request(`/v1/resolve/${BOB}`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
    assert.equal(await again.text(), '')
    assert.equal(again.headers.get('etag'), etag)
    assert.equal(again.headers.get('cache-control'), 'public, max-age=60, stale-if-error=3600')
  })

  it('answers 200 once the node judges it otherwise', async () => {
    const etag = (await app.request(`/v1/resolve/${BOB}`)).headers.get('etag') ?? ''
    judgement = { status: 'mismatch', checks: [], movedTo: null }
    const again = await app.request(`/v1/resolve/${BOB}`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 200)
  })

  it('answers 200 once a record changed', async () => {
    const etag = (await app.request(`/v1/resolve/${BOB}`)).headers.get('etag') ?? ''
    const renewed = await sealBob(SEALED_AT + 1)
    found = () => ({ ...bob, identity: renewed.identity })
    const again = await app.request(`/v1/resolve/${BOB}`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 200)
    assert.notEqual(again.headers.get('etag'), etag)
  })

  it('says that an identity was revoked, which has no end', async () => {
    const revoked = await sealBob(SEALED_AT, { revoked: true })
    found = () => ({ ...revoked, domain: null, name: null })
    const response = await app.request(`/v1/resolve/${idOf(revoked)}`)
    assert.deepEqual(await bodyOf(response).then(({ identity }) => [identity.revoked, identity.expiresAt]), [
      true,
      null,
    ])
    assert.equal(response.headers.get('cache-control'), 'public, max-age=60, stale-if-error=31536000')
  })
})
