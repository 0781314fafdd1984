import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { createOutput, table, wrap } from '../../src/cli/output.ts'
import { OpenPeerError } from '../../src/errors.ts'

function collected(json: boolean) {
  const said = { out: '', err: '' }
  const to = (stream: 'out' | 'err') => ({
    write: (text: string) => {
      said[stream] += text
    },
  })
  return { said, output: createOutput(json, { out: to('out'), err: to('err') }) }
}

describe('what a command says', () => {
  it('goes to stdout when it is the answer, to stderr when it is not', () => {
    const { said, output } = collected(false)
    output.progress('looking up')
    output.result({ answer: 1 }, 'The answer.')
    output.notice('Look twice.')
    output.prompt('Passphrase: ')
    assert.deepEqual(said, { out: 'The answer.\n', err: '… looking up\nLook twice.\nPassphrase: ' })
  })

  it('is one line of JSON for each answer and event, and no progress', () => {
    const { said, output } = collected(true)
    output.progress('looking up')
    output.event({ event: 'ready' }, 'Ready.')
    output.result({ text: 'two\nlines' }, '…')
    assert.deepEqual(said, { out: '{"event":"ready"}\n{"text":"two\\nlines"}\n', err: '' })
  })

  it('gives a failure with its code, as JSON on stdout', () => {
    const text = collected(false)
    text.output.failure(new OpenPeerError('INVALID_NAME', 'No name.'))
    assert.deepEqual(text.said, { out: '', err: 'openpeer: No name. (INVALID_NAME)\n' })
    const json = collected(true)
    json.output.failure(new OpenPeerError('INVALID_NAME', 'No name.'))
    assert.deepEqual(JSON.parse(json.said.out), { error: { code: 'INVALID_NAME', message: 'No name.' } })
    assert.equal(json.said.err, '')
  })

  it('calls what is not ours INTERNAL and asks for a report, with the lines that are needed', () => {
    const { said, output } = collected(false)
    output.failure(new TypeError('x is not a function'))
    assert.match(said.err, /report it.*TypeError: x is not a function.*output\.test\.ts.*\(INTERNAL\)/s)
  })

  it('calls trouble of the operating system by its name, and asks for no report', async () => {
    const { said, output } = collected(false)
    output.failure(await readFile(import.meta.dirname).catch((error: unknown) => error))
    assert.match(said.err, /^openpeer: EISDIR: [^\n]*\(INTERNAL\)\n$/)
  })

  it('never passes on control characters of others: terminals obey them', () => {
    const hostile = 'a\u001b[2Jb\u009b1mc\rd\u0007\u202ee\tf\ng'
    const text = collected(false)
    text.output.result({}, hostile)
    text.output.notice(hostile)
    const shown = 'a\ufffd[2Jb\ufffd1mc\ufffdd\ufffd\ufffde f\ng\n'
    assert.deepEqual(text.said, { out: shown, err: shown })
    const json = collected(true)
    json.output.result({ hostile, separator: '\u2028' }, '')
    assert.doesNotMatch(json.said.out.trimEnd(), /[\p{Cc}\u2028]/u)
    assert.deepEqual(JSON.parse(json.said.out), { hostile, separator: '\u2028' })
  })
})

describe('a table', () => {
  it('pads the first column and wraps the second under itself', () => {
    const rows = [
      ['id', 'one two three four five six'],
      ['status', 'verified'],
    ] as const
    const expected = ['  id      one two three four', '          five six', '  status  verified'].join('\n')
    assert.equal(table(rows, 30), expected)
  })

  it('fits 40 columns', () => {
    const rows: [string, string][] = [['✓ name-record', 'The domain signed that this name leads to this identity.']]
    for (const line of table(rows, 40).split('\n')) assert.ok(line.length <= 40, line)
  })

  it('leaves room for words however narrow the terminal is', () => {
    assert.equal(wrap('a bc def', 3).join('|'), 'a|bc|def')
    const [line = ''] = table([['label', 'some words that wrap']], 1).split('\n')
    assert.equal(line, '  label  some words that wrap')
  })

  it('keeps a long word whole, to be copied, and the ends of lines', () => {
    assert.deepEqual(wrap('id bagaaieraabcdefghijklmnop here\nnext', 10), [
      'id',
      'bagaaieraabcdefghijklmnop',
      'here',
      'next',
    ])
  })

  it('is nothing without rows', () => assert.equal(table([], 80), ''))
})
