import { activitypub } from './activitypub.ts'
import { bluesky } from './bluesky.ts'
import { didPlc } from './did-plc.ts'
import { discourse } from './discourse.ts'
import { dns } from './dns.ts'
import { ethereum } from './ethereum.ts'
import { forem } from './forem.ts'
import { forgejo, gitea } from './forgejo.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { hackernews } from './hackernews.ts'
import { https } from './https.ts'
import { keybase } from './keybase.ts'
import { liberapay } from './liberapay.ts'
import { lichess } from './lichess.ts'
import { lobsters } from './lobsters.ts'
import { matrix } from './matrix.ts'
import type { ProofMethod } from './method.ts'
import { nostr } from './nostr.ts'
import { opencollective } from './opencollective.ts'
import { orcid } from './orcid.ts'
import { owncast } from './owncast.ts'
import { reddit } from './reddit.ts'
import { stackexchange } from './stackexchange.ts'
import { telegram } from './telegram.ts'
import { twitter } from './twitter.ts'

/** Every method. A bare URL belongs to the first that takes it, so those of one service come before those of any host. */
export const PROOF_METHODS: readonly ProofMethod[] = [
  dns,
  nostr,
  matrix,
  ethereum,
  didPlc,
  github,
  bluesky,
  hackernews,
  reddit,
  stackexchange,
  keybase,
  lobsters,
  lichess,
  liberapay,
  opencollective,
  orcid,
  telegram,
  twitter,
  forem,
  gitlab,
  forgejo,
  gitea,
  discourse,
  owncast,
  activitypub,
  https,
]
