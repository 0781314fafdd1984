import { PassThrough } from 'node:stream'
import type { Context } from '../../src/cli/context.ts'
import { createOutput } from '../../src/cli/output.ts'

/** A context without terminal and process; `said` collects what is written to stderr. */
export function contextWith(given: Partial<Context>, said: string[] = []): Context {
  const write = (text: string) => said.push(text)
  return {
    output: createOutput(false, { out: { write: () => {} }, err: { write } }),
    signal: new AbortController().signal,
    env: {},
    input: new PassThrough(),
    width: 80,
    ...given,
  }
}
