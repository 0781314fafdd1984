import { type ErrorCode, isOpenPeerError } from '../src/errors.ts'
import type { Random } from './random.ts'

/** What became of one input: 'accepted', the code of its refusal, another word of the target; or a broken promise. */
export type Outcome = string | Broken

/** A promise that an input broke: an error without a code of ours, a code that is not documented, a wrong answer. */
export class Broken {
  readonly what: string
  /** True where any of the inputs that were run together may have done it. */
  readonly byBatch: boolean

  constructor(what: unknown, { byBatch = false } = {}) {
    this.what = what instanceof Error ? (what.stack ?? String(what)) : String(what)
    this.byBatch = byBatch
  }
}

/** Something that takes what strangers send. An input is bytes, also where they stand for a text or for several steps. */
export interface Target {
  readonly name: string
  /** The part of all inputs that it gets, compared with the others. */
  readonly weight: number
  /** Inputs that are run together. 1: one after another. */
  readonly batch: number
  generate(random: Random): Uint8Array | Promise<Uint8Array>
  /** One outcome an input, in their order. */
  run(inputs: readonly Uint8Array[]): Promise<Outcome[]>
}

/** A target that is a function of this process. `act` throws what it promises to throw, Error for a broken promise. */
export function decoder(options: {
  name: string
  weight?: number
  generate: Target['generate']
  /** The codes that the function documents. */
  codes: readonly ErrorCode[]
  /** What it gives, where it is a text, is the outcome in place of 'accepted'. */
  act: (input: Uint8Array) => unknown
}): Target {
  const { name, weight = 1, generate, codes, act } = options
  const runOne = async (input: Uint8Array): Promise<Outcome> => {
    try {
      const word = await act(input)
      return typeof word === 'string' ? word : 'accepted'
    } catch (error) {
      return isOpenPeerError(error) && codes.includes(error.code) ? error.code : new Broken(error)
    }
  }
  return { name, weight, batch: 1, generate, run: (inputs) => Promise.all(inputs.map(runOne)) }
}

/** Throws Error, which no target documents, unless it is so. */
export function promised(isKept: boolean, what: string): void {
  if (!isKept) throw new Error(`broken promise: ${what}`)
}
