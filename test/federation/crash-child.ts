// Puts records as fast as it can and prints the number of each after its acknowledgement, until it is killed.
// Started by crash.test.ts with the store's directory, the file of records, the first number, the one after the last,
// how many puts go on at once, and (for a store that is flooded) how many records fit into it.
import { readFile } from 'node:fs/promises'
import { fromString } from 'uint8arrays/from-string'
import { isOpenPeerError } from '../../src/errors.ts'
import { openRecordStore } from '../../src/federation/record-store.ts'
import { believingGate, operatorOf, SELF } from './origins.ts'
import { NETWORK } from './sealed-records.ts'

const [path = '', recordsFile = '', from = '0', until = '0', writers = '4', maxRecords = ''] = process.argv.slice(2)
const records = JSON.parse(await readFile(recordsFile, 'utf8')) as { routingKey: string; bytes: string }[]
const limits = maxRecords === '' ? {} : { maxRecords: Number(maxRecords) }
const origin = maxRecords === '' ? SELF : operatorOf('flood.example')
const store = await openRecordStore({ path, network: NETWORK, now: Date.now, gate: believingGate(Date.now), ...limits })

async function putEvery(start: number, step: number): Promise<void> {
  for (let number = start; number < Number(until); number += step) {
    const record = records[number]
    if (record === undefined) return
    const isTaken = await store
      .put(fromString(record.bytes, 'base64'), fromString(record.routingKey, 'base64'), origin)
      .then(
        () => true,
        (error) => {
          // In a store that is flooded others may take the room that was made.
          if (isOpenPeerError(error, 'STORE_FULL')) return false
          throw error
        },
      )
    if (isTaken) process.stdout.write(`${number}\n`)
  }
}

const starts = Array.from({ length: Number(writers) }, (_, offset) => Number(from) + offset)
await Promise.all(starts.map((start) => putEvery(start, starts.length)))
