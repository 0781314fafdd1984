import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type JsonLine, type JsonProcess, startJsonProcess } from '../src/testnet/child-process.ts'
import type { LocalFederation } from '../src/testnet/local-federation.ts'
import type { Order } from './person-process.ts'

const program = fileURLToPath(new URL('person-process.ts', import.meta.url))
const START_TIMEOUT_MS = 60_000
/** A message to somebody who is away waits for them: this is longer than anybody is away. */
export const ORDER_TIMEOUT_MS = 10 * 60_000

export interface Received {
  from: string
  text: string
}

/** One person of a soak, as the parent sees them; may be restarted on the same directory. */
export interface Person {
  readonly name: string
  readonly idText: string
  readonly process: JsonProcess
  tell(order: Omit<Order, 'id'>): Promise<JsonLine>
  /** Every message that came since the last call. */
  takeReceived(): Received[]
  stop(): Promise<void>
}

export interface PersonOptions {
  federation: LocalFederation
  name: string
  relayed?: boolean
}

let orders = 0

/** Starts, or starts again, and waits until the person can be found. Throws TIMEOUT. */
export async function startPerson({ federation, name, relayed = false }: PersonOptions): Promise<Person> {
  const directory = join(federation.directory, 'people', name)
  const args = [name, federation.network, federation.outside.file, directory, ...(relayed ? ['relayed'] : [])]
  const process = startJsonProcess(program, args)
  const received: Received[] = []
  const collect = async () => {
    for (;;) {
      const line = await process.waitFor(({ event }) => event === 'message', { timeoutMs: 2 ** 31 - 1 })
      received.push({ from: String(line.from), text: String(line.text) })
    }
  }
  try {
    const ready = await process.waitFor(({ event }) => event === 'ready', { timeoutMs: START_TIMEOUT_MS })
    collect().catch(() => {}) // it ended
    const tell: Person['tell'] = (order) => {
      const id = ++orders
      const answer = process.waitFor((line) => line.id === id, { timeoutMs: ORDER_TIMEOUT_MS })
      process.send(JSON.stringify({ id, ...order }))
      return answer
    }
    return {
      name,
      idText: String(ready.id),
      process,
      tell,
      takeReceived: () => received.splice(0),
      async stop() {
        await tell({ act: 'stop' }).catch(() => {})
        await process.ended
      },
    }
  } catch (error) {
    await process.kill()
    throw error
  }
}
