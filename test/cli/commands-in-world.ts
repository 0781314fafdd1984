import assert from 'node:assert/strict'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { World } from '../states/world.ts'
import { type Ended, openpeer } from './command.ts'

type Json = Record<string, unknown> & { error?: { code: string; message: string } }

/** The commands of people whose operators are `world`; each names the directory of the identity. */
export function commandsIn(world: () => World, env: Record<string, string>) {
  function run(directory: string, ...args: string[]): Promise<Ended> {
    return openpeer([...args, '--dir', directory, '--dev', world().federation.directory], { env })
  }

  /** The lines that --json gives. */
  async function answer(expected: number, directory: string, ...args: string[]): Promise<Json[]> {
    const ended = await run(directory, ...args, '--json')
    assert.equal(ended.status, expected, ended.out + ended.err)
    return ended.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Json)
  }

  /** Answers all that it printed. */
  async function fails(code: string, text: RegExp, directory: string, ...args: string[]): Promise<string> {
    const { out, err, status } = await run(directory, ...args, '--json')
    const { error } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Json
    assert.equal(error?.code, code, out)
    assert.match(error?.message ?? '', text)
    assert.notEqual(status, EXIT.ok)
    return out + err
  }

  return { run, answer, fails }
}
