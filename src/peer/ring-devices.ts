import { callFailure } from './call-failure.ts'
import type { Candidates } from './candidates.ts'

/**
 * Rings all devices of a contact at once: `ring` races the paths of one. The first that answers wins, and the others are called off; what one of
 * them gave all the same is handed to `lose`. A refusal is one device's. Throws when all have failed: REFUSED if any refused, else as
 * `racePaths`; ABORTED when `signal` did it. Spec: docs/spec/connect.md, "The race".
 */
export async function ringDevices<T>(
  devices: Candidates[],
  ring: (device: Candidates, signal: AbortSignal) => Promise<T>,
  lose: (late: T) => void,
  signal: AbortSignal,
): Promise<T> {
  const first = Promise.withResolvers<{ answer: T; by: Candidates }>()
  const failures: unknown[] = []
  const rings = new Map(devices.map((device) => [device, new AbortController()]))
  let winner: Candidates | null = null

  for (const [device, { signal: own }] of rings) {
    ring(device, AbortSignal.any([signal, own])).then(
      (answer) => {
        if (winner !== null) return lose(answer)
        winner = device
        first.resolve({ answer, by: device })
      },
      (error) => {
        failures.push(error)
        if (failures.length === devices.length) first.reject(callFailure(failures, signal))
      },
    )
  }
  const { answer, by } = await first.promise
  // The winner's own direct paths may still join.
  for (const [device, controller] of rings) if (device !== by) controller.abort()
  return answer
}
