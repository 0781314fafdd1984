import { RECORD_KINDS, type RecordKind } from '../../src/records/kinds.ts'
import { directory, MAX_BATCH, records } from '../../src/wire/methods.ts'
import { NAME, ROUTING_KEYS, sealWith } from '../../test/records/fixtures.ts'
import { mutateText } from '../mutate-text.ts'
import type { Random } from '../random.ts'
import { hostileRecord } from '../targets/records.ts'
import { hostileGet, hostilePut } from './hostile-vaults.ts'

const KEYS = Object.values(ROUTING_KEYS).map((key) => Uint8Array.from(key))

/**
 * For the methods that take records or names: a request that is sound outside and hostile inside, so that it gets past the
 * codec to the checks and to the store. Null, one time in two and for all others: then the message itself is made hostile.
 */
export async function hostileRequest(method: string, random: Random): Promise<Uint8Array | null> {
  if (random.oneIn(2)) return null
  switch (method) {
    case 'directory-resolve':
      return directory.resolve.request.encode({ name: mutateText(NAME.text, random), policy: somePolicy(random) })
    case 'directory-find':
      return directory.find.request.encode({ routingKeys: KEYS, policy: somePolicy(random) })
    case 'directory-register':
      return directory.register.request.encode({
        name: random.oneIn(2) ? NAME.local : mutateText(NAME.local, random),
        identityRecord: await someRecord('identity', random),
        token: '',
      })
    case 'directory-moveName':
      return directory.moveName.request.encode({
        name: random.oneIn(2) ? NAME.local : mutateText(NAME.text, random),
        movedTo: random.oneIn(2) ? NAME.text : mutateText(NAME.text, random),
        identityRecord: await someRecord('identity', random),
      })
    case 'directory-publish':
      return directory.publish.request.encode({ records: await someEntries(random, 20) })
    case 'directory-putLocation':
      return directory.putLocation.request.encode({ envelope: await someRecord('location', random) })
    case 'records-put':
      return records.put.request.encode({ entries: await somePutEntries(random) })
    case 'records-introduce':
      return records.introduce.request.encode({ domainRecord: await someRecord('domain', random) })
    case 'directory-witness':
      return directory.witness.request.encode({ domain: mutateText('b.example', random) })
    case 'directory-putVault':
      return await hostilePut(random)
    case 'directory-getVault':
      return await hostileGet(random)
    default:
      return null
  }
}

function somePolicy(random: Random): string {
  return random.pick(['', 'own', 'cache-only', 'cache-first', 'network', 'quorum', 'QUORUM', 'constructor'])
}

async function someRecord(kind: RecordKind, random: Random): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(random.oneIn(6) ? await sealWith(kind) : await hostileRecord(kind, random))
}

/** Also said to be charged to somebody: that counts from admitted operators only. */
async function somePutEntries(random: Random) {
  const entries = await someEntries(random, MAX_BATCH + 1)
  return entries.map((entry) => ({
    ...entry,
    account: random.pick(['', 'a.example', mutateText('a.example', random)]),
  }))
}

/** Mostly a few: many in one request are the exception, also of those who mean harm. */
async function someEntries(random: Random, most: number) {
  const count = random.oneIn(50) ? most : 1 + random.below(3)
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const kind = random.pick(RECORD_KINDS)
      const routingKey = Uint8Array.from(ROUTING_KEYS[random.oneIn(20) ? random.pick(RECORD_KINDS) : kind])
      return { routingKey, envelope: await someRecord(kind, random), view: random.bytes(random.pick([0, 32, 33])) }
    }),
  )
}
