// One contender in a process of its own, so that no one pays for another's garbage. The parent says what to do over IPC.
import process from 'node:process'
import type { Contender, Order, StartContender } from './contender.ts'

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

const [name = '', nodes, records] = process.argv.slice(2)
await serve(name, Number(nodes), Number(records))
