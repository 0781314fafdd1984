import { createInterface } from 'node:readline/promises'
import type { ReadStream } from 'node:tty'
import { OpenPeerError } from '../errors.ts'
import type { Context } from './context.ts'

/** Enough of an id that nobody types it by mistake. */
const TYPED_CHARACTERS = 6

/**
 * Has the first characters of an id typed before its identity is ended. Throws INVALID_ARGUMENT where there is no terminal,
 * or others were typed; ABORTED.
 */
export async function askWhetherSure({ input, output, signal }: Context, idText: string): Promise<void> {
  const what = `This ends ${idText} for good, for everybody`
  if ((input as ReadStream).isTTY !== true) {
    throw new OpenPeerError('INVALID_ARGUMENT', `${what}: say --yes if you mean it.`)
  }
  const start = idText.slice(0, TYPED_CHARACTERS)
  const lines = createInterface({ input })
  output.prompt(`${what}.\nType its first ${TYPED_CHARACTERS} characters: `)
  const typed = await lines
    .question('', { signal })
    .catch((cause: unknown) => {
      throw new OpenPeerError('ABORTED', 'Stopped. Nothing was changed.', { cause })
    })
    .finally(() => lines.close())
  if (typed.trim() === start) return
  throw new OpenPeerError('INVALID_ARGUMENT', `Those were not ${start}: nothing was changed.`)
}
