import type { StunAddress } from '../../src/node/stun.ts'

/** The domain of the node under test: the fixtures' records name it as a home. */
export const OPERATOR_DOMAIN = 'b.example'

/** How others reach it, as it says itself. */
export interface OperatorReady {
  multiaddrs: string[]
  http: string
  stun: StunAddress | null
}
