import { parseName } from '../records/names.ts'
import { type JsonProcess, startJsonProcess, untilReady } from './child-process.ts'
import { type LocalFederation, startLocalFederation } from './local-federation.ts'

/** Somebody who lives in the dev network and answers what is written to them. */
export interface Person {
  name: string
  id: string
  pid: number
}

/** A federation on this machine with people in it: what `openpeer dev` runs. */
export interface DevNetwork {
  readonly federation: LocalFederation
  readonly people: readonly Person[]
  stop(): Promise<void>
}

export interface DevNetworkOptions {
  /** The openpeer program (bin/openpeer.js): operators and people are processes of it. */
  program: string
  directory: string
  domains: readonly string[]
  /** Names whose domains are among `domains`; they share one process. */
  people: readonly string[]
  signal?: AbortSignal
}

/** Starts operators and people; throws, with everything stopped, when one of them does not come up. ABORTED. */
export async function startDevNetwork(options: DevNetworkOptions): Promise<DevNetwork> {
  const { program, directory, domains, people, signal } = options
  for (const name of people) parseName(name)
  const limits = signal === undefined ? {} : { signal }
  const federation = await startLocalFederation({ program, domains, directory, ...limits })
  let process: JsonProcess | null = null
  try {
    if (people.length === 0) return { federation, people: [], stop: () => federation.stop() }
    process = startJsonProcess(program, ['people', ...people, '--json', '--dev', directory])
    const ready = await untilReady(process, 'The people', signal)
    const running = process
    return {
      federation,
      people: (ready.people as Omit<Person, 'pid'>[]).map((person) => ({ ...person, pid: running.pid })),
      async stop() {
        await running.stop()
        await federation.stop()
      },
    }
  } catch (error) {
    await process?.kill()
    await federation.stop()
    throw error
  }
}
