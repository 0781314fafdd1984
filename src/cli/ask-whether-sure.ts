import { createInterface } from 'node:readline/promises'
import type { ReadStream } from 'node:tty'
import { OpenPeerError } from '../errors.ts'
import type { Context } from './context.ts'

/** Enough of an id that nobody types it by mistake. */
const TYPED_CHARACTERS = 6

export interface Certainty {
  /** What is about to happen, as the start of a sentence. */
  what: string
  /** What is typed from, as it is called: `its id`. */
  where: string
  /** An id as text. */
  text: string
  /** Which end of the text is typed: the one that differs. */
  end: 'first' | 'last'
}

/**
 * Has some characters of an id typed before something is done that is hard to undo. Throws INVALID_ARGUMENT where there is
 * no terminal, or others were typed; ABORTED.
 */
export async function askWhetherSure({ input, output, signal }: Context, certainty: Certainty): Promise<void> {
  const { what, where, text, end } = certainty
  if ((input as ReadStream).isTTY !== true) {
    throw new OpenPeerError('INVALID_ARGUMENT', `${what}: say --yes if you mean it.`)
  }
  const wanted = end === 'first' ? text.slice(0, TYPED_CHARACTERS) : text.slice(-TYPED_CHARACTERS)
  const lines = createInterface({ input })
  output.prompt(`${what}.\nType the ${end} ${TYPED_CHARACTERS} characters of ${where}: `)
  const typed = await lines
    .question('', { signal })
    .catch((cause: unknown) => {
      throw new OpenPeerError('ABORTED', 'Stopped. Nothing was changed.', { cause })
    })
    .finally(() => lines.close())
  if (typed.trim() === wanted) return
  throw new OpenPeerError('INVALID_ARGUMENT', `Those were not ${wanted}: nothing was changed.`)
}
