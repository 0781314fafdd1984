import { directory } from '../wire/methods.ts'
import type { Handlers } from '../wire/serve-channel.ts'
import type { Circuits } from './circuits.ts'
import type { DomainRecordKeeper } from './domain-record.ts'
import { checkProofsHandler } from './handlers/check-proofs.ts'
import { describeHandler } from './handlers/describe.ts'
import { findHandler } from './handlers/find.ts'
import { holdersHandler } from './handlers/holders.ts'
import { locateHandler } from './handlers/locate.ts'
import { type PublishHandlerOptions, publishHandler } from './handlers/publish.ts'
import { type PutLocationOptions, putLocationHandler } from './handlers/put-location.ts'
import { raiseCircuitHandler } from './handlers/raise-circuit.ts'
import { type RegisterOptions, registerHandler } from './handlers/register.ts'
import { resolveHandler } from './handlers/resolve.ts'
import { witnessHandler } from './handlers/witness.ts'
import type { ProofChecks } from './proof-checks.ts'
import type { Resolve } from './resolve-address.ts'
import type { WitnessStatements } from './witness-statements.ts'

export interface DirectoryOptions extends RegisterOptions, PublishHandlerOptions, PutLocationOptions {
  domainRecord: DomainRecordKeeper
  resolve: Resolve
  statements: WitnessStatements
  circuits: Circuits
  proofChecks: ProofChecks
}

/** The directory protocol of an operator node: its methods, each in its own file (docs/spec/directory.md). */
export function directoryHandlers(options: DirectoryOptions): Handlers {
  return {
    [directory.describe.name]: describeHandler(options),
    [directory.resolve.name]: resolveHandler(options),
    [directory.find.name]: findHandler(options),
    [directory.register.name]: registerHandler(options),
    [directory.publish.name]: publishHandler(options),
    [directory.putLocation.name]: putLocationHandler(options),
    [directory.locate.name]: locateHandler(options),
    [directory.witness.name]: witnessHandler(options),
    [directory.checkProofs.name]: checkProofsHandler(options),
    [directory.raiseCircuit.name]: raiseCircuitHandler(options),
    [directory.holders.name]: holdersHandler({
      operators: options.federation.operators,
      ownRecord: options.domainRecord.current,
    }),
  }
}
