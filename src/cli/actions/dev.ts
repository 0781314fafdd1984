import { basename, relative, resolve } from 'node:path'
import { type DevNetwork, startDevNetwork } from '../../testnet/dev-network.ts'
import type { Context } from '../context.ts'
import { claimDevDirectory, releaseDevDirectory } from '../dev-directory.ts'
import { EXIT } from '../exit-codes.ts'
import { DEV_DIRECTORY } from '../options.ts'
import { table } from '../output.ts'
import { untilAborted } from '../until-aborted.ts'

interface DevCommandOptions {
  json?: boolean
  dataDir: string
}

const DOMAINS = ['a.test', 'b.test', 'c.test']
const PEOPLE = ['ann@a.test', 'bob@b.test', 'carol@c.test']

/** Three operators and three people until it is asked to end, also while starting; leaves no process behind. */
export async function run(context: Context, _: string[], options: DevCommandOptions): Promise<number> {
  const { output, signal, width } = context
  const directory = resolve(options.dataDir)
  const program = process.argv[1] ?? ''
  await claimDevDirectory(directory)
  output.progress(`starting ${DOMAINS.length} operators and ${PEOPLE.length} people`)
  try {
    const dev = await startDevNetwork({ program, directory, domains: DOMAINS, people: PEOPLE, signal })
    try {
      const shown = facts(dev, directory)
      output.event(shown, guide(shown, commandLine(program), options.dataDir, width))
      for (const { domain, process } of dev.federation.operators) {
        void process.ended.then(() => signal.aborted || output.notice(`— the operator of ${domain} has ended`))
      }
      await untilAborted(signal)
      output.progress('stopping')
    } finally {
      await dev.stop()
    }
  } finally {
    await releaseDevDirectory(directory)
  }
  return EXIT.ok
}

function facts({ federation, people }: DevNetwork, dataDir: string) {
  const operators = federation.operators.map(({ domain, peerId, process, multiaddrs, gateway }) => {
    return { domain, peerId, pid: process.pid, multiaddrs, gateway }
  })
  const { dns, caFile } = federation.outside
  return { network: federation.network, operators, people, dns: dns.address, caFile, dataDir }
}

/** How to start this program again, from where it was started: in a checkout, in somebody's project, or installed. */
function commandLine(program: string): string {
  if (basename(program) !== 'openpeer.js') return program.includes('node_modules') ? 'npx openpeer' : 'openpeer'
  const path = relative(process.cwd(), program)
  return `node ${path.startsWith('..') ? program : path}`
}

function guide(shown: ReturnType<typeof facts>, openpeer: string, dataDir: string, width: number): string {
  const { operators, people } = shown
  const dev = dataDir === DEV_DIRECTORY ? '--dev' : `--dev ${dataDir}`
  return [
    'Operators:',
    table(
      operators.map(({ domain, pid, multiaddrs }) => [domain, `pid ${pid}, ${multiaddrs[0] ?? ''}`]),
      width,
    ),
    'People (they answer what you write):',
    table(
      people.map(({ name, id, pid }) => [name, `pid ${pid}, ${id}`]),
      width,
    ),
    'In a second terminal:',
    `  ${openpeer} lookup bob@b.test ${dev}`,
    `  ${openpeer} doctor b.test ${dev}`,
    '  export OPENPEER_PASSPHRASE=dev',
    `  ${openpeer} id create --home a.test ${dev}`,
    `  ${openpeer} register you ${dev}`,
    `  ${openpeer} chat bob@b.test ${dev}`,
    'While you chat, in a third one: kill every operator, and go on.',
    `  kill -9 ${operators.map(({ pid }) => pid).join(' ')}`,
    'Ctrl-C stops everything.',
  ].join('\n')
}
