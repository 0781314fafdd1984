// One person of a soak: a peer on its own directory, told by JSON lines on its standard input what to do.
// Arguments: name, network, the development network's file, directory, 'relayed' for one whom only a relay reaches.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { errorCode } from '../src/errors.ts'
import { readDevNetwork } from '../src/identity-proofs/dev-network.ts'
import { createOutside } from '../src/identity-proofs/outside.node.ts'
import type { Contact } from '../src/peer/contact.ts'
import { createKeys } from '../src/peer/create-keys.ts'
import { fileKeyStore } from '../src/peer/key-store.node.ts'
import { createPeer } from '../src/peer/peer.node.ts'
import { openStorage } from '../src/peer/storage.node.ts'
import { parseName } from '../src/records/names.ts'

/** What a person can be told; the answer has its number. */
export interface Order {
  id: number
  act: 'lookup' | 'send' | 'publish' | 'reconnect' | 'stop'
  whom?: string
  text?: string
  policy?: 'cache-first' | 'network' | 'quorum'
}

const KEY_COST = { memoryKiB: 8, iterations: 1, parallelism: 1 }
/** So short that everything is renewed many times in an hour. */
const LIFETIMES = { identityMs: 10 * 60_000, locationMs: 4 * 60_000 }

const [name = '', network = '', devFile = '', directory = '', reach] = process.argv.slice(2)
const { local, domain } = parseName(name)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const outside = createOutside({ dev: readDevNetwork(JSON.parse(await readFile(devFile, 'utf8'))) })
const keyStore = fileKeyStore({ path: join(directory, 'keys.json'), passphrase: 'soak', cost: KEY_COST })
const isNew = !existsSync(join(directory, 'keys.json'))
if (isNew) await keyStore.save((await createKeys({ network })).keys)
const peer = await createPeer({
  network,
  home: domain,
  keyStore,
  storage: await openStorage(join(directory, 'storage')),
  outside,
  listen: reach === 'relayed' ? [] : ['/ip4/127.0.0.1/tcp/0'],
  privacy: { directAddresses: 'contacts', privateAddresses: true },
  lifetimes: LIFETIMES,
})
peer.chat.onMessage(({ from, text }) => say({ event: 'message', from: from.name?.text ?? from.idText, text }))
if (isNew) await peer.register(local)
await peer.ready()
say({ event: 'ready', id: peer.idText })

const contacts = new Map<string, Promise<Contact>>()

/** Looked up once; all who wait for it go on in the order in which they came, as their messages must. */
function contactOf(whom: string): Promise<Contact> {
  const known = contacts.get(whom)
  if (known !== undefined) return known
  const contact = peer.resolve(whom).then((found) => {
    if (found === null) throw new Error(`nobody is called ${whom}`)
    return found
  })
  contacts.set(whom, contact)
  contact.catch(() => contacts.delete(whom))
  return contact
}

async function obey({ act, whom = '', text = '', policy = 'cache-first' }: Order): Promise<object> {
  if (act === 'lookup') {
    const contact = await peer.resolve(whom, { policy })
    return contact === null ? { found: null } : { found: contact.idText, status: contact.status }
  }
  if (act === 'send') return { receipt: (await peer.chat.send(await contactOf(whom), text)).number }
  if (act === 'publish') return { published: await peer.publish() }
  if (act === 'reconnect') {
    const contact = await contactOf(whom)
    for (const link of peer.links()) if (link.contact.idText === contact.idText) await link.close()
    const link = await peer.connect(contact)
    const first = link.path
    // The relay lets a short circuit do; what matters is that it is left again.
    await link.direct.catch(() => {})
    return { first, last: link.path }
  }
  await peer.stop()
  await outside.stop?.()
  return {}
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as Order
  const startedAt = performance.now()
  const ms = () => Math.round((performance.now() - startedAt) * 10) / 10
  obey(order).then(
    (answer) => {
      say({ id: order.id, ms: ms(), ...answer })
      if (order.act === 'stop') process.exit()
    },
    (error: unknown) => say({ id: order.id, ms: ms(), code: errorCode(error), why: String(error) }),
  )
})
// The parent holds the other end: when it is gone, so are we.
process.on('disconnect', () => process.exit())
