import type { Federation } from '../../src/federation/federation.ts'
import { answering } from '../../src/wire/call.ts'
import { handleProtocol } from '../../src/wire/handle-protocol.ts'
import type { GetEntry, GetResult, PutEntry, PutResult } from '../../src/wire/messages.js'
import { records } from '../../src/wire/methods.ts'
import { protocolIds } from '../../src/wire/protocols.ts'
import type { TestOperator } from './operators.ts'
import { NETWORK } from './sealed-records.ts'

export interface Impostor {
  get?: (entry: GetEntry) => Promise<Partial<GetResult>>
  put?: (entry: PutEntry) => Promise<Partial<PutResult>>
}

/** From now on this operator's node answers as the test says, and nothing where it says nothing. Answers how to end it. */
export async function impersonate(
  operator: TestOperator,
  { get = silence, put = silence }: Impostor,
): Promise<() => Promise<void>> {
  await operator.federation.stop()
  return await handleProtocol(operator.libp2p, protocolIds(NETWORK).records, {
    get: answering(records.get, async ({ entries }) => ({ results: await each(entries, get) })),
    put: answering(records.put, async ({ entries }) => ({ results: await each(entries, put) })),
  })
}

/** A silent one does not answer a request without entries, a probe, either. */
async function each<E, R>(entries: E[], answer: (entry: E) => Promise<Partial<R>>): Promise<R[]> {
  return (answer as unknown) === silence ? await silence() : ((await Promise.all(entries.map(answer))) as R[])
}

/** An answer that never comes. */
export function silence(): Promise<never> {
  return new Promise(() => {})
}

/** Makes `federation` ask these holders before all others: it believes that the others are slow. */
export function askFirst(federation: Federation, first: TestOperator[]): void {
  const keys = new Set(first.map(({ libp2p }) => libp2p.peerId.toString()))
  for (const entry of federation.operators.list()) {
    if (keys.has(entry.key)) federation.operators.answered(entry, 0.01)
    else federation.operators.answered(entry, 1_000)
  }
}
