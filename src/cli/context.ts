import type { Readable } from 'node:stream'
import type { Output } from './output.ts'

/** All that an action may touch of the terminal and the process it runs in. */
export interface Context {
  output: Output
  /** Aborted when the command is asked to end: `watchProcessEnd`. */
  signal: AbortSignal
  env: NodeJS.ProcessEnv
  input: Readable
  /** Columns of the terminal. */
  width: number
}

/** What a command does, apart from its arguments. Resolves to the exit status. */
export type Action<Options> = (context: Context, args: string[], options: Options) => Promise<number>
