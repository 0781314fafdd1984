import type { Ed25519PrivateKey } from '@libp2p/interface'
import { compareKeyLogs, replay } from '../../src/records/key-log.ts'
import { KeyEvent } from '../../src/records/payloads.js'
import { KEYS, LOG } from '../../test/records/fixtures.ts'
import * as logs from '../../test/records/vector-cases/key-log-cases.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateProtobuf } from '../mutate-protobuf.ts'
import { mutateValue } from '../mutate-value.ts'
import { pack, unpack } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised } from '../target.ts'

/** Logs of one identity, each with the key that signs records under it. */
export const LOGS = [
  [LOG, KEYS.identity],
  [logs.ROTATED, KEYS.nextIdentity],
  [logs.ROTATED_OTHERWISE, KEYS.other],
  [logs.ROTATED_TWICE, KEYS.other],
  [logs.RECOVERED, KEYS.nextIdentity],
  [logs.RECOVERED_OTHERWISE, KEYS.other],
  [logs.RECOVERED_AND_ROTATED, KEYS.other],
  [logs.TOMBSTONED, KEYS.recovery],
  [logs.TOMBSTONED_AFTER_RECOVERY, KEYS.nextRecovery],
  [logs.FULL, KEYS.other],
] as readonly [log: Uint8Array<ArrayBuffer>[], recordSigner: Ed25519PrivateKey][]
const SIGNERS = [KEYS.identity, KEYS.recovery, KEYS.nextIdentity, KEYS.nextRecovery, KEYS.other]

async function hostileLog(random: Random): Promise<Uint8Array[]> {
  const log: Uint8Array[] = [...random.pick(LOGS)[0]]
  const at = random.below(log.length)
  const event = log[at] as Uint8Array
  switch (random.below(6)) {
    case 0:
      log[at] = mutateBytes(event, random)
      break
    case 1:
      log[at] = mutateProtobuf(event, random)
      break
    case 2:
      log[at] = await forged(event, random)
      break
    case 3:
      log.push(await forged(event, random))
      break
    case 4:
      log.splice(at, random.below(3), random.pick(random.pick(LOGS)[0]))
      break
    default:
      log.push(...random.pick(LOGS)[0].slice(random.below(4)))
  }
  return log
}

/** An event with a field changed, signed again. */
async function forged(event: Uint8Array, random: Random): Promise<Uint8Array> {
  try {
    const changed = mutateValue(KeyEvent.decode(event), random, { anyType: false }) as KeyEvent
    return await logs.forge(changed, random.pick(SIGNERS))
  } catch {
    return event // a number that the codec cannot write
  }
}

/** `replay` of whole logs: an input is the events. */
export const keyLogTarget = decoder({
  name: 'key-log',
  weight: 3,
  codes: ['KEY_LOG_INVALID', 'LIMIT_EXCEEDED'],
  generate: async (random) => pack(...(await hostileLog(random))),
  async act(input) {
    const log = unpack(input)
    const state = await replay(log)
    for (const event of log) {
      promised(Buffer.compare(KeyEvent.encode(KeyEvent.decode(event)), event) === 0, 'an accepted event is canonical')
    }
    promised(state.length === log.length, 'an accepted log has all its events')
    const compared = compareKeyLogs(log, log)
    promised('winner' in compared && compared.winner === 'same', 'a log is the same as itself')
  },
})
