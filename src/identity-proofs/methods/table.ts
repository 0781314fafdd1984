import { activitypub } from './activitypub.ts'
import { bluesky } from './bluesky.ts'
import { dns } from './dns.ts'
import { forgejo, gitea } from './forgejo.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { https } from './https.ts'
import type { ProofMethod } from './method.ts'
import { nostr } from './nostr.ts'

/** Every method. A bare URL belongs to the first that takes it, so those of one service come before those of any host. */
export const PROOF_METHODS: readonly ProofMethod[] = [
  dns,
  github,
  bluesky,
  nostr,
  gitlab,
  forgejo,
  gitea,
  activitypub,
  https,
]
