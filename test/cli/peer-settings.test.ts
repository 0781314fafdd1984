import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  devDirectory,
  peerDirectory,
  readPassphrase,
  readSettings,
  writeSettings,
} from '../../src/cli/peer-settings.ts'
import { temporaryDirectory } from './command.ts'
import { contextWith } from './context.ts'

const tmp = await temporaryDirectory()
after(() => tmp.remove())

describe("a person's directory", () => {
  it('is --dir, else $OPENPEER_DIR, else "you" of the dev network, else ~/.openpeer', () => {
    const env = { OPENPEER_DIR: '/env', OPENPEER_DEV: '/dev-env' }
    assert.equal(peerDirectory({ dir: '/dir', dev: '/dev' }, env), '/dir')
    assert.equal(peerDirectory({ dev: '/dev' }, env), '/env')
    assert.equal(peerDirectory({ dev: '/dev' }, {}), join('/dev', 'you'))
    assert.equal(peerDirectory({}, {}), join(homedir(), '.openpeer'))
  })

  it('belongs to the dev network that --dev or $OPENPEER_DEV names', () => {
    assert.equal(devDirectory({ dev: '/dev' }, { OPENPEER_DEV: '/env' }), '/dev')
    assert.equal(devDirectory({ dev: true }, { OPENPEER_DEV: '/env' }), '/env')
    assert.equal(devDirectory({}, { OPENPEER_DEV: '/env' }), '/env')
    assert.equal(devDirectory({ dev: true }, {}), '.openpeer/dev')
    assert.equal(devDirectory({}, { OPENPEER_DEV: '' }), null)
  })
})

describe('peer.json', () => {
  it('comes back as it was written, for its owner alone', async () => {
    const directory = join(tmp.path, 'new', 'deep')
    assert.equal(await readSettings(directory), null)
    const settings = { network: 'dev', home: 'a.test', name: 'alice@a.test' }
    await writeSettings(directory, settings)
    assert.deepEqual(await readSettings(directory), settings)
    assert.deepEqual(await readdir(directory), ['peer.json'])
    if (process.platform !== 'win32') assert.equal((await stat(join(directory, 'peer.json'))).mode & 0o777, 0o600)
  })

  it('may lack a name', async () => {
    await writeFile(join(tmp.path, 'peer.json'), '{"network":"main","home":"A.Example"}')
    assert.deepEqual(await readSettings(tmp.path), { network: 'main', home: 'a.example', name: null })
  })

  for (const text of ['', '{"network":"dev"', 'null', '[]', '{"network":"dev"}', '{"network":"D E V","home":"a.test"}'])
    it(`is refused, and left alone, when it holds ${JSON.stringify(text)}`, async () => {
      const file = join(tmp.path, 'peer.json')
      await writeFile(file, text)
      await assert.rejects(readSettings(tmp.path), { code: 'INVALID_CONFIG', message: new RegExp(file) })
      assert.equal(await readFile(file, 'utf8'), text)
    })

  it('that cannot be read is no missing one', async () => {
    const directory = join(tmp.path, 'odd')
    await mkdir(join(directory, 'peer.json'), { recursive: true })
    await assert.rejects(readSettings(directory), { code: 'INVALID_ARGUMENT' })
  })
})

describe('the passphrase', () => {
  const context = contextWith({ env: { OPENPEER_PASSPHRASE: 'from the environment' } })

  it('comes from --passphrase-file, without the end of its line', async () => {
    const passphraseFile = join(tmp.path, 'passphrase')
    await writeFile(passphraseFile, ' two words \r\n')
    assert.equal(await readPassphrase(context, { passphraseFile }), ' two words ')
  })

  it('comes from $OPENPEER_PASSPHRASE', async () => {
    assert.equal(await readPassphrase(context, {}), 'from the environment')
  })

  it('is not taken from elsewhere when its file is missing', async () => {
    await assert.rejects(readPassphrase(context, { passphraseFile: join(tmp.path, 'no such') }), {
      code: 'INVALID_ARGUMENT',
    })
  })

  it('cannot be asked for without a terminal', async () => {
    await assert.rejects(readPassphrase(contextWith({}), {}), {
      code: 'INVALID_ARGUMENT',
      message: /--passphrase-file/,
    })
  })
})
