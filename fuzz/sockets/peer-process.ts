// An end peer as a process of its own; it lets in whoever proves an identity. Arguments: the file of its development
// network, and the address of the one operator node that it knows.

import { readFile } from 'node:fs/promises'
import { errorCode } from '../../src/errors.ts'
import { readDevNetwork } from '../../src/identity-proofs/dev-network.ts'
import { createOutside } from '../../src/identity-proofs/outside.node.ts'
import { createKeys } from '../../src/peer/create-keys.ts'
import { memoryKeyStore } from '../../src/peer/key-store.ts'
import { createPeer } from '../../src/peer/peer.node.ts'
import { freePorts } from '../../src/testnet/ports.ts'
import { NETWORK, NOW } from '../../test/records/fixtures.ts'
import { watchThisProcess } from './watch-process.ts'

/** How others reach it, and who it is. */
export interface PeerReady {
  multiaddrs: string[]
  idHex: string
}

const dev = readDevNetwork(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
const [port = 0] = await freePorts(1)
const startedAt = performance.now()
const peer = await createPeer({
  keyStore: memoryKeyStore((await createKeys({ network: NETWORK })).keys),
  home: 'c.example',
  homeAddresses: process.argv.slice(3),
  outside: createOutside({ dev }),
  listen: [`/ip4/127.0.0.1/tcp/${port}`],
  privacy: { directAddresses: 'contacts', privateAddresses: true },
  iceServers: [],
  accept: () => true,
  // The clock of the fixtures, running.
  now: () => Math.round(NOW + 60_000 + performance.now() - startedAt),
})
peer.chat.onMessage(() => {})
const ready: PeerReady = {
  multiaddrs: [`/ip4/127.0.0.1/tcp/${port}/p2p/${peer.peerId}`],
  idHex: Buffer.from(peer.id).toString('hex'),
}

/** Looks a name up; gives the status of whom it found, 'absent', or the code. */
async function lookUp(name: string): Promise<string> {
  try {
    return (await peer.resolve(name, { policy: 'network' }))?.status ?? 'absent'
  } catch (error) {
    return errorCode(error)
  }
}

watchThisProcess(ready, lookUp)
