import type { MethodCase } from '../case.ts'
import { activitypub } from './activitypub.ts'
import { bluesky } from './bluesky.ts'
import { dns } from './dns.ts'
import { forgejo, gitea } from './forgejo.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { https } from './https.ts'
import { nostr } from './nostr.ts'

/** One for each method of the table. */
export const METHOD_CASES: MethodCase[] = [activitypub, bluesky, dns, forgejo, gitea, github, gitlab, https, nostr]
