// A person's device at home: it takes a name, lets everybody in, and does and tells what the test wants.
import { errorCode, OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import type { Link } from '../../src/peer/link.ts'
import { createPeer } from '../../src/peer/peer.node.ts'

interface Settings {
  name: string
  domain: string
  homeAddresses: string[]
}
type Wish = { do: 'connect'; whom: string } | { do: 'send'; texts: string[] }

const { name, domain, homeAddresses } = JSON.parse(process.argv[2] ?? '') as Settings
const say = (event: string, more: Record<string, unknown> = {}) => process.send?.({ event, ...more })

/** The lab has no websites and no DNS. */
const outside: Outside = {
  canResolveDns: true,
  fetchText: async (url) => {
    throw new OpenPeerError('FETCH_FAILED', `There is no ${url} in the lab.`)
  },
  resolveTxt: async (of) => {
    throw new OpenPeerError('UNREACHABLE', `There is no DNS to ask for ${of} in the lab.`)
  },
}

const { keys } = await createKeys({ network: 'test' })
const peer = await createPeer({
  home: domain,
  homeAddresses,
  keyStore: memoryKeyStore(keys),
  outside,
  accept: () => true,
})

process.on('disconnect', () => process.exit())
process.on('message', async (wish: Wish) => {
  if (wish.do === 'connect') {
    const since = performance.now()
    const link = await peer.connect(wish.whom, { accept: true })
    tellOf(link, since)
  } else {
    for (const text of wish.texts) {
      const [link] = peer.links()
      if (link === undefined) throw new Error('no link is open')
      const since = performance.now()
      await peer.chat.send(link.contact, text)
      say('receipt', { text, path: link.path, ms: performance.now() - since })
    }
  }
})
peer.onLink((link) => tellOf(link, performance.now()))
peer.chat.onMessage(({ text }) => void say('message', { text }))
await peer.register(name)
await peer.ready()
say('ready')

function tellOf(link: Link, since: number): void {
  const ms = () => performance.now() - since
  say('linked', { path: link.path, ms: ms() })
  link.direct.then(
    () => say('tried direct', { path: link.path, code: null, ms: ms() }),
    (error) => say('tried direct', { path: link.path, code: errorCode(error), ms: ms() }),
  )
}
