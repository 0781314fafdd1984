import type { Command } from 'commander'
import { errorCode, isOpenPeerError } from '../errors.ts'
import type { Action, Context } from './context.ts'
import { EXIT, exitStatus } from './exit-codes.ts'
import { createOutput } from './output.ts'
import { watchProcessEnd } from './process-end.ts'

const DEFAULT_WIDTH = 80

/** Loads a command's action only when it is run, so that --help and completion stay fast. */
export function runner<Options extends { json?: boolean }>(load: () => Promise<{ run: Action<Options> }>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given[given.length - 1] as Command
    const options = command.opts<Options>()
    const end = watchProcessEnd()
    const context: Context = {
      output: createOutput(options.json === true, { out: process.stdout, err: process.stderr }),
      signal: end.signal,
      env: process.env,
      input: process.stdin,
      width: process.stdout.columns ?? DEFAULT_WIDTH,
    }
    // A mistake in the program, somewhere in the background. It is said as all failures are, and ends everything.
    process.on('uncaughtException', (error) => {
      context.output.failure(error)
      process.exit(EXIT.failed)
    })
    try {
      const { run } = await load()
      process.exitCode = await run(context, command.args, options)
    } catch (error) {
      // Once it was asked to end, ABORTED is not all that may come of it: what it waited for was told to end too.
      if (end.signal.aborted && isOpenPeerError(error)) process.exitCode = EXIT.stopped
      else {
        context.output.failure(error)
        process.exitCode = exitStatus(errorCode(error))
      }
    } finally {
      end.release()
    }
    await said(process.stdout)
    // All is stopped by now. What libraries leave behind (libp2p a timer of a second, WebRTC its threads) is not waited for.
    process.exit()
  }
}

/** Resolves when all that was written is on its way, or nobody takes it any more. */
function said(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}
