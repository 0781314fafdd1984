// One contender in a process of its own, so that no one pays for another's garbage. The parent says what to do over IPC.
import process from 'node:process'

export const WORKS = [
  'resolve network',
  'resolve quorum',
  'resolve cached',
  'publish to quorum',
  'connect + echo',
] as const
export type Work = (typeof WORKS)[number]

/** One running network of `nodes` nodes in this process. */
export interface Contender {
  /** Does the work once on fresh material and returns its milliseconds; null where it has no such work. */
  readonly works: Partial<Record<Work, () => Promise<number>>>
  stop(): Promise<void>
}

export type StartContender = (nodes: number, records: number) => Promise<Contender>

export interface Order {
  id: number
  work: Work
  samples: number
}

/** Milliseconds of one call. */
export async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

/** Every record is 400 bytes, the size that the measurements in our notes use. */
export const VALUE_BYTES = 400

const starters: Record<string, () => Promise<{ start: StartContender }>> = {
  ours: () => import('./contenders/ours.ts'),
  hyperdht: () => import('./contenders/hyperdht.ts'),
  stock: () => import('./contenders/stock.ts'),
}

async function serve(name: string, nodes: number, records: number): Promise<void> {
  const load = starters[name]
  if (load === undefined) throw new Error(`no contender "${name}"`)
  const contender = await (await load()).start(nodes, records)
  process.on('message', (order: Order | 'stop') => {
    if (order === 'stop') void contender.stop().then(() => process.disconnect())
    else void runOrder(contender, order)
  })
  process.send?.({ ready: true })
}

async function runOrder(contender: Contender, { id, work, samples }: Order): Promise<void> {
  const act = contender.works[work]
  const ms: number[] = []
  try {
    for (let i = 0; act !== undefined && i < samples; i++) ms.push(await act())
    process.send?.({ id, ms: act === undefined ? null : ms })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
}

if (process.argv[1]?.endsWith('contender.ts') && process.argv[2] !== undefined) {
  await serve(process.argv[2], Number(process.argv[3]), Number(process.argv[4]))
}
