import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import { askNewPassphrase, askPassphrase } from '../../src/cli/ask-passphrase.ts'
import { contextWith } from './context.ts'

/** Somebody at a terminal. `modes` is what was asked of it. */
function terminal() {
  const modes: boolean[] = []
  const setRawMode = (mode: boolean) => void modes.push(mode)
  return { input: Object.assign(new PassThrough(), { isTTY: true, setRawMode }), modes }
}

describe('asking for a passphrase', () => {
  it('takes what is typed, shows nothing of it, and leaves the terminal as it was', async () => {
    const { input, modes } = terminal()
    const said: string[] = []
    const asked = askPassphrase(contextWith({ input }, said))
    input.write('sex')
    input.write('\u007fcr\u{1F511}\u007fet\r')
    assert.equal(await asked, 'secret')
    assert.equal(said.join(''), 'Passphrase: \n')
    assert.deepEqual(modes, [true, false])
    assert.equal(input.listenerCount('data'), 0)
  })

  it('ends when the command is told to', async () => {
    const { input, modes } = terminal()
    const end = new AbortController()
    const asked = askPassphrase(contextWith({ input, signal: end.signal }))
    end.abort()
    await assert.rejects(asked, { code: 'ABORTED' })
    assert.deepEqual(modes, [true, false])
  })

  it('asks twice for a new one', async () => {
    const { input } = terminal()
    const typed = (first: string, second: string) => {
      const asked = askNewPassphrase(contextWith({ input }))
      input.write(`${first}\r`)
      setImmediate(() => input.write(`${second}\r`))
      return asked
    }
    assert.equal(await typed('secret', 'secret'), 'secret')
    await assert.rejects(typed('secret', 'secrte'), { code: 'INVALID_ARGUMENT', message: /two different/ })
    await assert.rejects(typed('', ''), { code: 'INVALID_ARGUMENT', message: /empty/ })
  })
})
