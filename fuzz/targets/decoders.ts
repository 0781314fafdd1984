import type { Target } from '../target.ts'
import { contactFileTargets } from './contact-files.ts'
import { startDnsTarget, stunTarget } from './datagrams.ts'
import { documentTargets } from './documents.ts'
import { frameTargets } from './frames.ts'
import { httpRouteTarget } from './http-routes.ts'
import { keyLogTarget } from './key-logs.ts'
import { messageTargets } from './messages.ts'
import { nameTargets } from './names.ts'
import { proofTarget } from './proofs.ts'
import { recordTargets } from './records.ts'
import { sealedTargets } from './sealed.ts'
import { selectTarget } from './select.ts'
import { storeTargets } from './stores.ts'
import { witnessTargets } from './witnesses.ts'

/** Targets that are up, and what ends them. */
export interface Targets {
  targets: readonly Target[]
  stop(): Promise<void>
}

/** Every function of this process that reads what somebody else wrote. */
export async function startDecoders(): Promise<Targets> {
  const dns = await startDnsTarget()
  const targets = [
    ...recordTargets,
    ...sealedTargets,
    keyLogTarget,
    selectTarget,
    ...nameTargets,
    ...documentTargets,
    ...storeTargets,
    ...contactFileTargets,
    proofTarget,
    ...witnessTargets,
    ...messageTargets,
    ...frameTargets,
    stunTarget,
    dns.target,
    httpRouteTarget,
  ]
  return { targets, stop: dns.stop }
}
