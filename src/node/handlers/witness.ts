import { parseDomain } from '../../records/names.ts'
import { answering } from '../../wire/call.ts'
import { directory } from '../../wire/methods.ts'
import type { Handler } from '../../wire/serve-channel.ts'
import type { WitnessStatements } from '../witness-statements.ts'

/** `witness`: what this node itself saw of a domain's keys, signed (docs/spec/witnesses.md). Code: INVALID_NAME. */
export function witnessHandler({ statements }: { statements: WitnessStatements }): Handler {
  return answering(directory.witness, async ({ domain }) => ({ statements: await statements.of(parseDomain(domain)) }))
}
