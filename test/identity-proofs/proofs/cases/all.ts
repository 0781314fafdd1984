import type { MethodCase } from '../case.ts'
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
import { nostr } from './nostr.ts'
import { opencollective } from './opencollective.ts'
import { orcid } from './orcid.ts'
import { owncast } from './owncast.ts'
import { reddit } from './reddit.ts'
import { stackexchange } from './stackexchange.ts'
import { telegram } from './telegram.ts'
import { twitter } from './twitter.ts'

/** One for each method of the table. */
export const METHOD_CASES: MethodCase[] = [
  ...[activitypub, bluesky, didPlc, discourse, dns, ethereum, forem, forgejo, gitea, github, gitlab, hackernews, https],
  ...[keybase, liberapay, lichess, lobsters, matrix, nostr, opencollective, orcid, owncast, reddit, stackexchange],
  ...[telegram, twitter],
]
