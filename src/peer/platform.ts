import type { Outside } from '../identity-proofs/outside.ts'
import type { HostOptions, PeerHost } from './host.ts'

/** What differs between Node.js and a page. */
export interface Platform {
  createHost(options: HostOptions): Promise<PeerHost>
  createOutside(): Outside
  /** Where a peer listens unless told otherwise. */
  listen: string[]
}
