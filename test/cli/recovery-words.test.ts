import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { askWhetherSure } from '../../src/cli/ask-whether-sure.ts'
import { readRecoveryKey, shownRecoveryKey } from '../../src/cli/recovery-words.ts'
import { keyChangeAnswer } from '../../src/cli/show-key-change.ts'
import { temporaryDirectory } from './command.ts'
import { contextWith } from './context.ts'

const tmp = await temporaryDirectory()
after(() => tmp.remove())
const key = await generateKeyPair('Ed25519')
const shown = shownRecoveryKey(key)

/** A terminal at which this was typed. */
function typed(text: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  input.write(text)
  return input
}

describe('the recovery words', () => {
  it('are numbered for who writes them down, and are the key again when they are typed', async () => {
    const { recoveryWords } = shown.json
    const numbered = [...shown.text.matchAll(/(\d+) ([a-z]+)/g)]
    assert.equal(numbered.map(([, , word]) => word).join(' '), recoveryWords)
    assert.deepEqual(numbered.map(([, number]) => Number(number)).slice(-2), [23, 24])
    for (const line of shown.text.split('\n')) assert.ok(line.length <= 80, line)
    const said: string[] = []
    const asked = await readRecoveryKey(contextWith({ input: typed(`${recoveryWords}\r`) }, said), undefined)
    assert.ok(asked.equals(key))
    assert.equal(said.join(''), 'Recovery words: \n', 'they are never shown')
  })

  it('come from a file, or are asked for at a terminal, and a wrong one is not repeated', async () => {
    const file = join(tmp.path, 'words')
    await writeFile(file, `\n${shown.json.recoveryWords.toUpperCase().replaceAll(' ', '\n')}\n`)
    assert.ok((await readRecoveryKey(contextWith({}), file)).equals(key))
    const wrong = { code: 'INVALID_ARGUMENT', message: /^(?!.*hunter2).*24 are needed/ }
    await assert.rejects(readRecoveryKey(contextWith({ input: typed('hunter2\r') }), undefined), wrong)
    await assert.rejects(readRecoveryKey(contextWith({}), undefined), { message: /--words-file/ })
    await assert.rejects(readRecoveryKey(contextWith({}), join(tmp.path, 'none')), { message: /cannot be read/ })
  })
})

describe('the end of an identity', () => {
  it('needs the first characters of its id', async () => {
    const sure = { what: 'This ends it', where: 'its id', text: 'babcdefgh', end: 'first' } as const
    await askWhetherSure(contextWith({ input: typed('babcde\n') }), sure)
    const refused = { code: 'INVALID_ARGUMENT', message: /nothing was changed/ }
    await askWhetherSure(contextWith({ input: typed('cdefgh\n') }), { ...sure, end: 'last' })
    await assert.rejects(askWhetherSure(contextWith({ input: typed('yes\n') }), sure), refused)
    await assert.rejects(askWhetherSure(contextWith({}), sure), { message: /--yes/ })
    const signal = AbortSignal.abort()
    await assert.rejects(askWhetherSure(contextWith({ input: typed(''), signal }), sure), { code: 'ABORTED' })
  })
})

describe('a change of keys', () => {
  it('that is not published yet says so, and ends with the status of why', () => {
    const { json, text, status } = keyChangeAnswer({ published: null, failure: 'UNREACHABLE' })
    assert.deepEqual([json.published, json.failure, status], [false, 'UNREACHABLE', 5])
    assert.match(text, /NOT published/)
    assert.equal(keyChangeAnswer({ published: null, failure: null }).status, 0)
  })
})
