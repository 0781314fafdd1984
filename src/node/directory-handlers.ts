import { directory } from '../wire/methods.ts'
import type { Handlers } from '../wire/serve-channel.ts'
import type { Circuits } from './circuits.ts'
import type { DomainRecordKeeper } from './domain-record.ts'
import { checkProofsHandler } from './handlers/check-proofs.ts'
import { describeHandler } from './handlers/describe.ts'
import { findHandler } from './handlers/find.ts'
import { type GetVaultOptions, getVaultHandler } from './handlers/get-vault.ts'
import { holdersHandler } from './handlers/holders.ts'
import { locateHandler } from './handlers/locate.ts'
import { moveNameHandler } from './handlers/move-name.ts'
import { type PublishHandlerOptions, publishHandler } from './handlers/publish.ts'
import { type PutLocationOptions, putLocationHandler } from './handlers/put-location.ts'
import { type PutVaultOptions, putVaultHandler } from './handlers/put-vault.ts'
import { raiseCircuitHandler } from './handlers/raise-circuit.ts'
import { type RegisterOptions, registerHandler } from './handlers/register.ts'
import { resolveHandler } from './handlers/resolve.ts'
import { witnessHandler } from './handlers/witness.ts'
import type { ProofChecks } from './proof-checks.ts'
import type { Resolve } from './resolve-address.ts'
import type { UnlistedLocations } from './unlisted-locations.ts'
import type { WitnessStatements } from './witness-statements.ts'

export interface DirectoryOptions
  extends RegisterOptions,
    PublishHandlerOptions,
    PutLocationOptions,
    GetVaultOptions,
    PutVaultOptions {
  domainRecord: DomainRecordKeeper
  resolve: Resolve
  statements: WitnessStatements
  circuits: Circuits
  unlisted: UnlistedLocations
  proofChecks: ProofChecks
}

/** The directory protocol of an operator node: its methods, each in its own file (docs/spec/directory.md). */
export function directoryHandlers(options: DirectoryOptions): Handlers {
  return {
    [directory.describe.name]: describeHandler(options),
    [directory.resolve.name]: resolveHandler(options),
    [directory.find.name]: findHandler(options),
    [directory.register.name]: registerHandler(options),
    [directory.moveName.name]: moveNameHandler(options),
    [directory.publish.name]: publishHandler(options),
    [directory.putLocation.name]: putLocationHandler(options),
    [directory.locate.name]: locateHandler(options),
    [directory.witness.name]: witnessHandler(options),
    [directory.checkProofs.name]: checkProofsHandler(options),
    [directory.raiseCircuit.name]: raiseCircuitHandler(options),
    [directory.putVault.name]: putVaultHandler(options),
    [directory.getVault.name]: getVaultHandler(options),
    [directory.holders.name]: holdersHandler({
      operators: options.federation.operators,
      ownRecord: options.domainRecord.current,
    }),
  }
}
