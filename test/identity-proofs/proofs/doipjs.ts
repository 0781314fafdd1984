/**
 * What doipjs 1.2.9 (the library behind Keyoxide) asks and reads for a claim, and what ours does otherwise, with the
 * reason. Addresses and JSON paths are the services' own; nothing is asked here.
 */
export interface Comparison {
  provider: string
  /** a claim in their form, and in ours where that differs */
  claim: string
  ours?: string
  /** what they request, and where they look in the JSON */
  request: string
  paths: string[]
  /** the differences by what they are about; an absent one means "the same" */
  differs: Partial<Record<'claim' | 'request' | 'places' | 'owner', string>>
}

const OWNER = 'they do not ask whose place it is: anybody’s page passes whose address is written like the account’s'

export const COMPARISONS: Comparison[] = [
  {
    provider: 'activitypub',
    claim: 'https://social.test/@alice',
    request: 'https://social.test/@alice',
    paths: ['summary', 'attachment.value', 'content'],
    differs: { owner: OWNER, places: 'posts (content) are not read: a post may quote what somebody else wrote' },
  },
  {
    provider: 'discourse',
    claim: 'https://forum.test/u/alice',
    ours: 'discourse+https://forum.test/u/alice',
    request: 'https://forum.test/u/alice.json',
    paths: ['user.bio_raw'],
    differs: {
      claim: 'the URL alone could be an ActivityPub actor: asking every candidate asks too many',
      owner: OWNER,
    },
  },
  {
    provider: 'dns',
    claim: 'dns:alice.test?type=TXT',
    request: 'TXT alice.test',
    paths: ['records.txt'],
    differs: {},
  },
  {
    provider: 'forem',
    claim: 'https://dev.to/alice/proof-1a2b',
    request: 'https://dev.to/api/articles/alice/proof-1a2b',
    paths: ['body_markdown'],
    differs: { owner: OWNER },
  },
  {
    provider: 'forgejo',
    claim: 'https://codeberg.org/alice/forgejo_proof',
    request: 'https://codeberg.org/api/v1/repos/alice/forgejo_proof',
    paths: ['description'],
    differs: {
      owner: 'a repository that was given away answers under its old path',
      places: 'a word in the description is enough; theirs must be all of it',
    },
  },
  {
    provider: 'gitea',
    claim: 'https://gitea.test/alice/gitea_proof',
    request: 'https://gitea.test/api/v1/repos/alice/gitea_proof',
    paths: ['description'],
    differs: {
      owner: 'a repository that was given away answers under its old path',
      places: 'a word in the description is enough; theirs must be all of it',
    },
  },
  {
    provider: 'github',
    claim: 'https://gist.github.com/alice/0123456789abcdef',
    request: 'https://api.github.com/gists/0123456789abcdef',
    paths: ['files.proof.md.content', 'files.openpgp.md.content'],
    differs: {
      owner: 'the API finds a gist by its number whatever account the claim names',
      places: 'any file: it is the gist that is owned',
    },
  },
  {
    provider: 'gitlab',
    claim: 'https://gitlab.test/alice/gitlab_proof',
    request: 'https://gitlab.test/api/v4/projects/alice%2Fgitlab_proof',
    paths: ['description'],
    differs: {
      owner: 'a project that moved answers under its old path',
      places: 'a word in the description is enough; theirs must be all of it',
    },
  },
  {
    provider: 'hackernews',
    claim: 'https://news.ycombinator.com/user?id=alice',
    request: 'https://hacker-news.firebaseio.com/v0/user/alice.json',
    paths: ['about'],
    differs: { owner: OWNER },
  },
  {
    provider: 'keybase',
    claim: 'https://keybase.io/alice',
    request: 'https://keybase.io/_/api/1.0/user/lookup.json?username=alice',
    paths: ['them.public_keys.primary.key_fingerprint'],
    differs: {
      request: 'only the two fields that are read are asked for',
      places: 'they compare an OpenPGP fingerprint, which our identities do not have; ours stands in the biography',
      owner: OWNER,
    },
  },
  {
    provider: 'liberapay',
    claim: 'https://liberapay.com/alice',
    request: 'https://liberapay.com/alice/public.json',
    paths: ['statements.content'],
    differs: { owner: OWNER },
  },
  {
    provider: 'lichess',
    claim: 'https://lichess.org/@/alice',
    request: 'https://lichess.org/api/user/alice',
    paths: ['profile.links'],
    differs: { places: 'the biography too: links are cut off by length', owner: OWNER },
  },
  {
    provider: 'lobsters',
    claim: 'https://lobste.rs/~alice',
    request: 'https://lobste.rs/~alice.json',
    paths: ['about'],
    differs: { owner: OWNER },
  },
  {
    provider: 'matrix',
    claim: 'matrix:u/alice:matrix.test',
    request: 'https://their-matrix-account.example/_matrix/client/r0/rooms/!room/event/$event',
    paths: ['content.body'],
    differs: {
      request: 'they read an event of a room with an account of their own; we have none',
      places: 'the profile, which a server shows without a login',
    },
  },
  {
    provider: 'opencollective',
    claim: 'https://opencollective.com/alice',
    request: 'https://api.opencollective.com/graphql/v2',
    paths: ['data.account.longDescription'],
    differs: {
      request: 'theirs is a POST; our door only ever asks with GET',
      places: 'the public JSON has the short description and the website',
      owner: OWNER,
    },
  },
  {
    provider: 'orcid',
    claim: 'https://orcid.org/0000-0002-1825-0097',
    request: 'https://orcid.org/0000-0002-1825-0097',
    paths: [
      'person.biography.content',
      'person.researcher-urls.researcher-url.url.value',
      'person.keywords.keyword.content',
    ],
    differs: {
      request: 'theirs is answered with a redirect to the public API, and we follow none: we ask that',
      owner: OWNER,
    },
  },
  {
    provider: 'owncast',
    claim: 'https://live.test',
    ours: 'owncast+https://live.test/',
    request: 'https://live.test/api/config',
    paths: ['socialHandles.url'],
    differs: {
      claim: 'any website could be one',
      places: 'the summary and the page too: the whole server is its owner’s',
    },
  },
  {
    provider: 'reddit',
    claim: 'https://www.reddit.com/user/alice/comments/1abc2d/proof',
    request: 'https://www.reddit.com/user/alice/comments/1abc2d.json',
    paths: ['data.children.data.selftext'],
    differs: { owner: 'their path also reads what others wrote below the post', places: 'the title of the post too' },
  },
  {
    provider: 'stackexchange',
    claim: 'https://stackoverflow.com/users/1234',
    request: 'https://api.stackexchange.com/2.3/users/1234?site=stackoverflow&filter=!AH)b5JqVyImf',
    paths: ['items.about_me'],
    differs: { owner: OWNER },
  },
  {
    provider: 'telegram',
    claim: 'https://t.me/alice_b?proof=channel',
    ours: 'https://t.me/alice_b',
    request: 'telegram bot',
    paths: ['text'],
    differs: {
      claim: 'no second name is needed',
      request: 'theirs needs a bot account; the public page needs none',
      places: 'the description, which the account writes',
      owner: 'the page names its account',
    },
  },
  {
    provider: 'twitter',
    claim: 'https://twitter.com/alice/status/123',
    request: 'https://publish.twitter.com/oembed?url=https%3A%2F%2Ftwitter.com%2Falice%2Fstatus%2F123&omit_script=1',
    paths: ['html'],
    differs: { places: 'the post’s paragraph only: a display name stands in the same text', owner: OWNER },
  },
]

/** Providers of theirs without a method of ours. */
export const NOT_OURS: Record<string, string> = {
  aspe: 'a profile format of its own, signed by its own keys',
  irc: 'needs a connection of its own to a chat network',
  openpgp: 'the proof is a notation inside a signed key: reading it safely takes a whole OpenPGP library',
  xmpp: 'needs an account of ours',
}

/** Differences that hold for all of theirs. */
export const GENERAL: string[] = [
  'They take away all white space and look for the proof anywhere in the text; ours must stand whole.',
  'They ask every https address that is written in the text (HEAD); nothing in a text makes another request of ours.',
  'They take argon2 and bcrypt hashes; ours is one sha256, since an identity id cannot be guessed, and costs a reader nothing.',
  'They wait 5 s and read without limit; ours is the guarded fetch.',
]
