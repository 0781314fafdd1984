import type { ReadStream } from 'node:tty'
import { OpenPeerError } from '../errors.ts'
import type { Context } from './context.ts'

const MAX_CHARACTERS = 1024

const NO_TERMINAL =
  'Your keys need a passphrase and there is no terminal to ask at: set OPENPEER_PASSPHRASE or use --passphrase-file.'

/**
 * Asks at the terminal without showing what is typed. Throws INVALID_ARGUMENT, which says `otherwise`, where there is no
 * terminal, and ABORTED.
 */
export async function askPassphrase(
  { input, output, signal }: Context,
  question = 'Passphrase',
  otherwise = NO_TERMINAL,
): Promise<string> {
  const terminal = input as ReadStream
  if (terminal.isTTY !== true) throw new OpenPeerError('INVALID_ARGUMENT', otherwise)
  output.prompt(`${question}: `)
  terminal.setRawMode(true)
  terminal.setEncoding('utf8')
  terminal.resume()
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed: string[] = []
      const stop = () => reject(new OpenPeerError('ABORTED', 'Stopped.'))
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true })
      terminal.on('data', (text: string) => {
        for (const character of text) {
          if (character === '\r' || character === '\n') resolve(typed.join(''))
          // In raw mode the terminal leaves it to us what Ctrl-C and Ctrl-D mean.
          else if (character === '\u0003' || character === '\u0004') process.kill(process.pid, 'SIGINT')
          else if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1)
          else if (typed.length < MAX_CHARACTERS) typed.push(character)
        }
      })
    })
  } finally {
    terminal.removeAllListeners('data')
    terminal.setRawMode(false)
    terminal.pause()
    output.prompt('\n')
  }
}

/** For a new passphrase: asks twice, since a slip of the finger nobody saw would lock the keys away for good. */
export async function askNewPassphrase(context: Context): Promise<string> {
  const passphrase = await askPassphrase(context, 'New passphrase')
  if (passphrase === '')
    throw new OpenPeerError('INVALID_ARGUMENT', 'An empty passphrase protects nothing: choose one.')
  if ((await askPassphrase(context, 'The same again')) === passphrase) return passphrase
  throw new OpenPeerError('INVALID_ARGUMENT', 'These were two different passphrases: try again. Nothing was made.')
}
