// Two people keep each other as contacts, each command a process, against operators on this machine.
import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { type LocalFederation, startLocalFederation } from '../../src/testnet/local-federation.ts'
import { cleanEnvironment, openpeer, PROGRAM, temporaryDirectory } from './command.ts'

interface Told {
  id: string
  shownAs: string
  petname: string | null
  status: string
  safetyNumber: string
  uri: string
  comparedAt: number | null
  blockedAt: number | null
  contacts: Told[]
  added: string[]
  isOwn: boolean
  found: boolean
  error: { code: string; message: string }
}

const tmp = await temporaryDirectory()
const directory = join(tmp.path, 'dev')
const env = { ...cleanEnvironment(), OPENPEER_DEV: directory, OPENPEER_PASSPHRASE: 'for this test' }
const alice = ['--dir', join(tmp.path, 'alice')]
const bob = ['--dir', join(tmp.path, 'bob')]
const carol = ['--dir', join(tmp.path, 'carol')]
let federation: LocalFederation

before(async () => {
  federation = await startLocalFederation({ program: PROGRAM, domains: ['a.test', 'b.test', 'c.test'], directory })
  for (const [dir, home] of [[alice, 'a.test'] as const, [bob, 'b.test'] as const, [carol, 'a.test'] as const]) {
    await answer(['id', 'create', '--home', home, '--network', 'dev', ...dir])
  }
  await answer(['register', 'alice', ...alice])
  await answer(['register', 'bob', ...bob])
})
after(async () => {
  await federation.stop()
  await tmp.remove()
})

async function answer(args: string[], expected: number = EXIT.ok): Promise<Told> {
  const ended = await openpeer([...args, '--json'], { env })
  assert.equal(ended.status, expected, ended.out + ended.err)
  return JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '') as Told
}

describe('openpeer contacts', () => {
  it('adds somebody under a petname, which other commands take too', async () => {
    const added = await answer(['contacts', 'add', 'bob@b.test', '--petname', 'Bob the builder', ...alice])
    assert.deepEqual([added.shownAs, added.status], ['Bob the builder', 'verified'])
    const { contacts } = await answer(['contacts', 'list', ...alice])
    assert.deepEqual(
      contacts.map(({ id, petname }) => [id, petname]),
      [[added.id, 'Bob the builder']],
    )
    assert.equal((await answer(['lookup', 'bob the builder', ...alice])).id, added.id)
    assert.equal((await answer(['contacts', 'show', 'bob@b.test', ...alice])).shownAs, 'Bob the builder')
    const absent = await answer(['contacts', 'show', 'nobody@b.test', ...alice], EXIT.absent)
    assert.equal(absent.found, false)
    assert.equal((await answer(['contacts', 'add', 'nobody@b.test', ...alice], EXIT.absent)).found, false)
    const { error } = await answer(['connect', 'Bob the baker', ...alice], EXIT.usage)
    assert.equal(error.code, 'INVALID_URI')
  })

  it('shows both the same safety number, and remembers that it was compared', async () => {
    const added = await answer(['contacts', 'add', 'alice@a.test', '--petname', 'Al', ...bob])
    assert.equal(added.comparedAt, null)
    const seen = await answer(['contacts', 'verify', 'Bob the builder', ...alice])
    const shown = await answer(['contacts', 'verify', 'Al', ...bob])
    assert.match(seen.safetyNumber, /^\d{60}$/)
    assert.deepEqual([seen.safetyNumber, seen.uri], [shown.safetyNumber, shown.uri])
    assert.ok((await answer(['contacts', 'verify', 'Al', '--done', ...bob])).comparedAt !== null)
    const { out, err, status } = await openpeer(['contacts', 'verify', 'Al', '--qr', ...bob], { env })
    assert.equal(status, EXIT.ok, err)
    assert.match(out, /^(?: {2}\d{5}(?: \d{5}){3}\n){3}\n/)
    assert.equal(out.slice(0, out.indexOf('\n\n')).replaceAll(/\s/g, ''), seen.safetyNumber)
    assert.match(out, /[▀▄█]{10}/)
    assert.match(out, /You compared it \d{4}-/)
    assert.ok(out.split('\n').every((line) => line.length <= 120))
  })

  it('blocks, unblocks and forgets', async () => {
    assert.ok((await answer(['contacts', 'block', 'Al', ...bob])).blockedAt !== null)
    assert.equal((await answer(['connect', 'Al', ...bob], EXIT.notVerified)).error.code, 'REFUSED')
    assert.equal((await answer(['contacts', 'unblock', 'Al', ...bob])).blockedAt, null)
    await answer(['contacts', 'accept', 'Al', ...bob])
    await answer(['contacts', 'forget', 'Al', ...bob])
    assert.deepEqual((await answer(['contacts', 'list', ...bob])).contacts, [])
  })

  it('writes files that it takes again, its own whole, those of others by the id', async () => {
    const json = join(tmp.path, 'contacts.json')
    const vcf = join(tmp.path, 'contacts.vcf')
    await answer(['contacts', 'export', json, ...alice])
    assert.equal((await stat(json)).mode & 0o777, 0o600)
    await answer(['contacts', 'export', json, ...alice], EXIT.failed)
    await answer(['contacts', 'export', vcf, '--format', 'vcard', ...alice])
    assert.match(await readFile(vcf, 'utf8'), /^BEGIN:VCARD\r\nVERSION:4\.0\r\nFN:Bob the builder\r\n/)
    assert.equal((await answer(['contacts', 'import', json, ...alice])).isOwn, true)
    const theirs = await answer(['contacts', 'import', json, ...carol])
    assert.deepEqual([theirs.isOwn, theirs.added.length], [false, 1])
    const [entry] = (await answer(['contacts', 'list', ...carol])).contacts
    assert.deepEqual([entry?.petname, entry?.status], ['Bob the builder', 'unverified'])
    const { out } = await openpeer(['contacts', 'export', '--format', 'vcard', ...carol], { env })
    const piped = await openpeer(['contacts', 'import', '-', '--json', ...bob], { env, input: out })
    assert.equal(piped.status, EXIT.failed, 'it is himself')
    assert.equal(
      (await answer(['contacts', 'import', join(directory, 'dev-network.json'), ...bob], EXIT.usage)).error.code,
      'INVALID_ARGUMENT',
    )
  })

  it('fits a narrow terminal', async () => {
    const { out } = await openpeer(['contacts', 'list', ...alice], { env })
    assert.match(out, /^Bob the builder\n {4}bob@b\.test, verified\n {4}b[a-z2-7]{52}\n$/)
  })
})
