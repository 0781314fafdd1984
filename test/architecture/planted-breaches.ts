/** For each rule, by its name: files that break it once. `lines` repeats nothing but line ends. */
export const PLANTED: Record<string, Record<string, string>> = {
  'imports go down': {
    'src/records/validate.ts': "import { store } from '../federation/record-store.ts'",
  },
  'every room has a floor': {
    'src/attic/old.ts': 'export const old = 1',
  },
  'node and peer never import each other': {
    'src/node/resolve.ts': "import type { Peer } from '../peer/peer.ts'",
  },
  'sources import sources': {
    'src/node/keys.ts': "import { fixedKey } from '../../test/node/fixed-keys.ts'",
  },
  'nobody inside imports an index': {
    'src/wire/call.ts': "import { validate } from '../records/index.ts'",
  },
  'no import cycles': {
    'src/wire/a.ts': "import { b } from './b.ts'\nexport const a = 1",
    'src/wire/b.ts': "import type { C } from './c.ts'\nexport const b = 1",
    'src/wire/c.ts': "export { a } from './a.ts'\nexport type C = 1",
  },
  'only cli prints': {
    'src/peer/chat.ts': 'export const say = () => process.stdout.write(text)',
  },
  'only node/config.ts and cli read the environment': {
    'src/node/libp2p.ts': 'const debug = process.env.DEBUG',
  },
  'only peer and cli hold identity keys': {
    'src/node/register.ts': "import { createInception as begin } from '../records/create-key-event.ts'",
  },
  'only identity-proofs fetches and asks DNS': {
    'src/node/check.ts': 'const page = await fetch(url)',
  },
  'records has no clock, chance or network': {
    'src/records/select.ts': 'const now = Date.now()',
  },
  'records, wire and peer run in a browser': {
    'src/peer/paths.ts': "import { open } from '../identity-proofs/cache.ts'",
    'src/identity-proofs/cache.ts': "import { readFileSync } from 'node:fs'",
  },
  'nobody uses AbortSignal.timeout': {
    'src/testnet/await-line.ts': 'const limit = AbortSignal.any([signal, AbortSignal.timeout(1_000)])',
  },
  'no file over 250 lines': {
    'src/wire/long.ts': '\n'.repeat(251),
  },
  'a file is named after what it holds': {
    'src/wire/utils.ts': '',
  },
  'file names are kebab-case': {
    'src/wire/openChannel.ts': '',
  },
}

/** Files in which every ban is nearly, but not, broken. */
export const HARMLESS: Record<string, string> = {
  'src/errors.ts': 'export const codes = []',
  'src/records/keys.ts': "import { codes } from '../errors.ts'\nexport const at = (now: number) => new Date(now)",
  'src/wire/channel.ts': [
    "import { codes } from '../errors.ts'",
    '// process.env and console.log in a comment, and import { x } from "../node/node.ts" too',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    "const text = 'Buffer, process.stdout and fetch(url)' + `${codes} console.log() ${`import('../cli/main.ts')`}`",
    'const pattern = /["\'`]console.log/.test(text) ? 1 / 2 : 2 / 1',
    'export const channel = { fetch: () => pattern, console: 1 }',
  ].join('\n'),
  'src/peer/paths.ts': [
    "import type { Reader } from './disk.node.ts'",
    "import { channel } from '../wire/channel.ts'",
    'export const page = (reader: Reader) => [channel.fetch(), reader]',
  ].join('\n'),
  'src/peer/disk.node.ts': "import { readFileSync } from 'node:fs'\nexport type Reader = typeof readFileSync",
  'src/federation/reading.ts': 'async function fetch(entry: Entry) {}\nexport const read = () => fetch(entry)',
  'src/testnet/people.ts': "import { memoryKeyStore } from '../peer/key-store.ts'",
  'src/peer/own-key.ts': "import { createInception } from '../records/create-key-event.ts'",
  'src/testnet/child.ts': 'spawn(program, { env: { ...process.env, ...more } }, timeoutSignal(5))',
  'src/cli/output.ts': "import { testnet } from '../testnet/testnet.ts'\nconsole.log(process.env.HOME)",
  'src/node/config.ts': 'export const config = process.env.OPENPEER_CONFIG',
  'src/identity-proofs/outside.node.ts': "import { Agent } from 'undici'\nconst page = await fetch(url)",
  'src/wire/messages.js': '\n'.repeat(2000),
  'src/wire/full.ts': '\n'.repeat(250),
}
