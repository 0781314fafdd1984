import type { Rule } from './rule.ts'
import { forbiddenCode, forbiddenImports } from './rule.ts'
import type { SourceFile } from './source-file.ts'

const isNodeOnly = (file: SourceFile) => file.path.endsWith('.node.ts')
const outside =
  (...rooms: string[]) =>
  (file: SourceFile) =>
    file.room !== '' && !rooms.includes(file.room)

const onlyCliPrints: Rule = {
  name: 'only cli prints',
  reason: 'a library that prints cannot be used inside another program, and --json would no longer be JSON',
  breaches: forbiddenCode(/\bconsole\s*\.\s*\w+|\bprocess\s*\.\s*(?:stdout|stderr)\b/, outside('cli')),
}

const onlyConfigReadsEnvironment: Rule = {
  name: 'only node/config.ts and cli read the environment',
  reason:
    'a setting that any file may read is a setting that nobody can list, check or test (`...process.env`, handed whole ' +
    'to a child process, reads none)',
  breaches: (files) => {
    const applies = (file: SourceFile) => outside('cli')(file) && file.path !== 'src/node/config.ts'
    return [
      ...forbiddenCode(/(?<!\.\.\.)\bprocess\s*\.\s*env\b|\bprocess\s*\[/, applies)(files),
      ...files
        .filter(applies)
        .flatMap((file) =>
          file.imports
            .filter(({ specifier, names }) => specifier === 'node:process' && names.includes('env'))
            .map(({ line }) => `${file.path}:${line} imports env`),
        ),
    ]
  },
}

/** The functions of records that need an identity's private key: whoever calls one holds it. */
const IDENTITY_KEY_FUNCTIONS = [
  'createInception',
  'createRotation',
  'createRecovery',
  'createTombstone',
  'createDeviceEntry',
]

/** Where identity keys are kept: key-store.ts and its kin. */
const KEY_STORE = /^src\/peer\/key-store[\w.-]*$/

const onlyPeersHoldIdentityKeys: Rule = {
  name: 'only peer and cli hold identity keys',
  reason:
    "an operator node that never touches a person's key cannot lose it or misuse it: the functions of records that ask " +
    'for one, and the key store, are for peer and cli (and for testnet, which plays people)',
  breaches: (files) =>
    files
      .filter(outside('records', 'peer', 'testnet', 'cli', 'index.ts', 'index.browser.ts'))
      .flatMap((file) =>
        file.imports.flatMap(({ names, target, line }) =>
          [...names, target ?? '']
            .filter((name) => IDENTITY_KEY_FUNCTIONS.includes(name) || KEY_STORE.test(name))
            .map((name) => `${file.path}:${line} imports ${name}`),
        ),
      ),
}

/** A file whose `fetch` is a function of its own. */
const OWN_FETCH = /\b(?:function|const|let)\s+fetch\b/

const oneDoor: Rule = {
  name: 'only identity-proofs fetches and asks DNS',
  reason:
    'an address that somebody else wrote may lead into the own network; one guarded door checks each, and a second door ' +
    'would be the way around it',
  breaches: (files) => [
    ...forbiddenCode(
      /(?<![.\w])(?:globalThis\s*\.\s*)?fetch\s*\(|\bXMLHttpRequest\b|\bhttps?\s*\.\s*(?:get|request)\s*\(/,
      (file) => outside('identity-proofs')(file) && !OWN_FETCH.test(file.code),
    )(files),
    ...forbiddenImports(['undici', '@atproto-labs/fetch-node', 'node:dns'], outside('identity-proofs'))(files),
    ...forbiddenImports(['dns-packet'], outside('identity-proofs', 'testnet'))(files), // testnet answers, it does not ask
  ],
}

const pureRecords: Rule = {
  name: 'records has no clock, chance or network',
  reason:
    'a validity rule that asks the time or the network gives two answers for the same bytes and cannot be replayed',
  breaches: forbiddenCode(
    /\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|\bMath\s*\.\s*random\b|\bgetRandomValues\b|\bset(?:Timeout|Interval)\b/,
    (file) => file.room === 'records',
  ),
}

/** Packages that load only in Node.js. */
const NODE_PACKAGES = [
  '@atproto-labs/fetch-node',
  '@hono/node-server',
  '@libp2p/tcp',
  'classic-level',
  'datastore-level',
  'node-datachannel',
  'pino',
  'prom-client',
  'undici',
]

const browserSafe: Rule = {
  name: 'records, wire and peer run in a browser',
  reason:
    'the same files are bundled for web pages: outside *.node.ts nothing that they reach at run time may need Node.js',
  breaches: (files) => {
    const byPath = new Map(files.map((file) => [file.path, file]))
    const starts = files.filter((file) => ['records', 'wire', 'peer'].includes(file.room) && !isNodeOnly(file))
    const chains = new Map(starts.map((file) => [file.path, file.path]))
    const reached = [...starts]
    for (const file of reached) {
      for (const { target, typeOnly } of file.imports) {
        const next = byPath.get(target ?? '')
        if (next === undefined || typeOnly || chains.has(next.path)) continue
        chains.set(next.path, `${chains.get(file.path)} -> ${next.path}`)
        reached.push(next)
      }
    }
    const isReached = (file: SourceFile) => chains.has(file.path)
    const valueImports = reached.map((file) => ({ ...file, imports: file.imports.filter((entry) => !entry.typeOnly) }))
    return [
      ...reached.filter(isNodeOnly).map((file) => `${chains.get(file.path)}`),
      ...valueImports.flatMap((file) =>
        file.imports
          .filter(({ specifier }) => specifier.startsWith('node:'))
          .map(({ specifier }) => `${chains.get(file.path)} imports ${specifier}`),
      ),
      ...forbiddenImports(NODE_PACKAGES, isReached)(valueImports),
      ...forbiddenCode(/\bBuffer\b|\bprocess\s*\.|\b__dirname\b|\brequire\s*\(/, isReached)(files),
    ]
  },
}

const ownTimeouts: Rule = {
  name: 'nobody uses AbortSignal.timeout',
  reason:
    'Node.js keeps for ever what `AbortSignal.any` makes of one and hands on, so a node would grow with everything it ' +
    'waits for; src/timeout-signal.ts does the same without, also for what ends soon: it may be called by what does not',
  breaches: forbiddenCode(/\bAbortSignal\s*\.\s*timeout\b/, outside()),
}

export const DUTIES: Rule[] = [
  onlyCliPrints,
  onlyConfigReadsEnvironment,
  onlyPeersHoldIdentityKeys,
  oneDoor,
  pureRecords,
  browserSafe,
  ownTimeouts,
]
