// A person proves accounts and is looked up, each command a process, against operators and services on this machine.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { Proof } from '../../src/peer/contact.ts'
import { type LocalFederation, startLocalFederation } from '../../src/testnet/local-federation.ts'
import type { Answers } from '../identity-proofs/proofs/case.ts'
import { keybase } from '../identity-proofs/proofs/cases/keybase.ts'
import { lichess } from '../identity-proofs/proofs/cases/lichess.ts'
import { lobsters } from '../identity-proofs/proofs/cases/lobsters.ts'
import { startServices } from '../identity-proofs/proofs/services.ts'
import { cleanEnvironment, openpeer, PROGRAM, temporaryDirectory } from './command.ts'

const HOSTS = ['lobste.rs', 'lichess.org', 'keybase.io']
const DNS = 'dns:alice.test'

interface Told {
  id: string
  words: { plain: string; hashed: string }
  published: boolean
  error: { code: string }
}

const tmp = await temporaryDirectory()
const directory = join(tmp.path, 'dev')
const env = { ...cleanEnvironment(), OPENPEER_DEV: directory, OPENPEER_PASSPHRASE: 'for this test' }
const bob = ['--dir', join(tmp.path, 'bob')]
let federation: LocalFederation
let services: Awaited<ReturnType<typeof startServices>>
let shown: Answers

before(async () => {
  const domains = ['a.test', 'b.test', 'c.test']
  federation = await startLocalFederation({ program: PROGRAM, domains, directory, websites: HOSTS })
  services = await startServices(HOSTS, federation.outside)
  await answer<Told>(['id', 'create', '--home', 'b.test', '--network', 'dev', ...bob])
  await answer<Told>(['register', 'bob', ...bob])
})
after(async () => {
  await services.stop()
  await federation.stop()
  await tmp.remove()
})

async function answer<T>(args: string[], expected: number = EXIT.ok): Promise<T> {
  const ended = await openpeer([...args, '--json'], { env })
  assert.equal(ended.status, expected, ended.out + ended.err)
  return JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as T
}

const lookup = async (...args: string[]) =>
  answer<{ status: string; proofs: Proof[]; profile: { claims: string[] } }>(['lookup', 'bob@b.test', ...args])

describe('openpeer prove', () => {
  it('says what to write where, and publishes that it is claimed', async () => {
    const texts = await openpeer(['prove', lobsters.claim, ...bob], { env })
    assert.equal(texts.status, EXIT.ok, texts.err)
    for (const part of [
      /account +alice \(lobsters\)/,
      /what to do +Put one of the words into "about"/,
      /your id +b[a-z2-7]{52}/,
    ])
      assert.match(texts.out, part)
    const words = new Map([[lobsters.claim, /or its hash +(b[a-z2-7]{52})/.exec(texts.out)?.[1] ?? '']])
    for (const claim of [lichess.claim, keybase.claim, DNS]) {
      const told = await answer<Told>(['prove', claim, ...bob])
      assert.equal(told.published, true)
      words.set(claim, claim === DNS ? told.words.plain : told.words.hashed)
    }
    const genuine = { plain: '', hashed: '', statement: '' }
    const word = (claim: string) => words.get(claim) ?? ''
    const forged = lichess.forgeries.find(({ what }) => what === 'the profile of somebody else')
    shown = {
      https: {
        ...lobsters.genuine(word(lobsters.claim), genuine).https,
        ...forged?.answers({ ...genuine, plain: word(lichess.claim) }).https,
      },
      txt: { 'alice.test': [`openpeer=${word(DNS)}`] },
    }
    services.show(shown)
    const { claims } = await answer<{ claims: string[] }>(['prove', '--list', ...bob])
    assert.deepEqual(claims, [lobsters.claim, lichess.claim, keybase.claim, DNS])
  })

  it('looks by itself whether an account shows it', async () => {
    assert.equal((await answer<Proof>(['prove', lobsters.claim, '--check', ...bob])).result, 'verified')
    assert.equal((await answer<Proof>(['prove', keybase.claim, '--check', ...bob], EXIT.notVerified)).result, 'missing')
  })

  it('says what to sign where a signature is the proof, and claims nothing without it', async () => {
    const told = await openpeer(['prove', 'nostr:alice@nostr.test', ...bob], { env })
    assert.match(told.out, /\n\nThis account belongs to the Open Peer identity b[a-z2-7]{52}\n\n/)
    assert.match(told.out, /openpeer prove 'nostr:alice@nostr\.test\?signature=<hex>'/)
    assert.equal((await lookup('--no-proofs')).profile.claims.length, 4)
  })

  it('refuses what nobody could check', async () => {
    assert.equal(
      (await answer<Told>(['prove', 'https://nobody.test/a/b/c', ...bob], EXIT.usage)).error.code,
      'INVALID_URI',
    )
    assert.equal((await answer<Told>(['prove', ...bob], EXIT.usage)).error.code, 'INVALID_ARGUMENT')
    const none = await answer<Told>(['prove', 'dns:other.test', '--remove', ...bob], EXIT.usage)
    assert.equal(none.error.code, 'INVALID_ARGUMENT')
  })
})

describe('openpeer lookup', () => {
  it('shows each account with its mark and time; the forged one fails; the name is verified all the same', async () => {
    const { status, out, err } = await openpeer(['lookup', 'bob@b.test', '--via', 'a.test'], { env })
    assert.equal(status, EXIT.ok, out + err)
    for (const row of [
      /✓ lobsters +alice https:\/\/lobste\.rs\/~alice\n +verified: alice shows this identity\.\n +checked \d{4}-\d\d-\d\d .* UTC/,
      /✗ lichess +alice .*\n +mismatch: It is not the profile of alice\./,
      /– keybase +alice .*\n +missing: There is no such place\./,
      /✓ dns +alice\.test/,
    ])
      assert.match(out, row)
  })

  it('gives the evidence with --json, and fetches nothing with --no-proofs', async () => {
    const { status, proofs } = await lookup('--via', 'a.test')
    assert.equal(status, 'verified')
    const byMethod = Object.fromEntries(proofs.map((proof) => [proof.method, proof]))
    const { checkedAt, evidence, ...rest } = byMethod.lobsters ?? assert.fail()
    assert.deepEqual(rest, {
      claim: lobsters.claim,
      method: 'lobsters',
      account: 'alice',
      profile: 'https://lobste.rs/~alice',
      result: 'verified',
      certainty: 'hard',
      detail: 'alice shows this identity.',
      checkedBy: 'self',
    })
    assert.match(evidence ?? '', /^[0-9a-f]{64}$/)
    assert.ok(Math.abs(Date.now() - checkedAt) < 60_000)
    assert.equal(byMethod.lichess?.result, 'mismatch')

    services.show(shown)
    assert.deepEqual((await lookup('--via', 'a.test', '--no-proofs')).proofs, [])
    assert.deepEqual(services.asked(), [])
  })

  it('remembers for a person what it saw, and leaves out what is no longer claimed', async () => {
    const carol = ['--dir', join(tmp.path, 'carol')]
    await answer<Told>(['id', 'create', '--home', 'a.test', '--network', 'dev', ...carol])
    const seen = (await lookup(...carol)).proofs
    assert.equal(seen.length, 4)
    services.show({})
    assert.deepEqual((await lookup('--no-proofs', ...carol)).proofs, seen)
    await answer<Told>(['prove', lichess.claim, '--remove', ...bob])
    const later = (await lookup('--no-proofs', '--policy', 'network', ...carol)).proofs
    assert.deepEqual(
      later,
      seen.filter(({ method }) => method !== 'lichess'),
    )
  })
})
