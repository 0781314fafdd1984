import { join } from 'node:path'
import type { Outside } from '../identity-proofs/outside.ts'
import { createKeys } from '../peer/create-keys.ts'
import { memoryKeyStore } from '../peer/key-store.ts'
import { createPeer } from '../peer/peer.node.ts'
import type { Peer } from '../peer/peer.ts'
import { openStorage } from '../peer/storage.node.ts'
import { parseName } from '../records/names.ts'

export interface PeopleOptions {
  network: string
  outside: Outside
  directory: string
  names: readonly string[]
}

/**
 * The people of a dev network: they register their names, wait to be called, and answer. Their keys live as long as the
 * process: nobody is to mistake them for real people. Throws, with all of them stopped, when one does not come up.
 */
export async function startPeople(options: PeopleOptions) {
  const peers: Peer[] = []
  const stop = async () => {
    await Promise.all(peers.map((peer) => peer.stop()))
  }
  const started = await Promise.allSettled(
    options.names.map(async (name) => {
      const peer = await startPerson(name, options)
      peers.push(peer)
      await settle(peer, parseName(name).local)
      return peer
    }),
  )
  const failure = started.find((result) => result.status === 'rejected')
  if (failure !== undefined) {
    await stop()
    throw failure.reason
  }
  const people = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  return { people: people.map((peer) => ({ name: peer.name?.text ?? '', id: peer.idText })), stop }
}

async function startPerson(text: string, { network, outside, directory }: PeopleOptions): Promise<Peer> {
  const name = parseName(text)
  const { keys } = await createKeys({ network })
  return createPeer({
    network,
    home: name.domain,
    keyStore: memoryKeyStore(keys),
    storage: await openStorage(join(directory, name.text)),
    outside,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    privacy: { directAddresses: 'contacts', privateAddresses: true },
  })
}

/** Takes the name, and from then on answers whoever writes. */
async function settle(peer: Peer, local: string): Promise<void> {
  peer.chat.onMessage(({ from, text }) => {
    // A person who has gone away meanwhile gets the answer when they are back: it waits in the outbox.
    peer.chat.send(from, `${local} here. You said: ${text}`).catch(() => {})
  })
  await peer.register(local, { displayName: local.charAt(0).toUpperCase() + local.slice(1) })
  await peer.ready()
}
