import type { Connection, Libp2p } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { helloStream } from '../../src/peer/hello-messages.ts'
import { createInception } from '../../src/records/create-key-event.ts'
import { createDeviceEntry } from '../../src/records/device-entry.ts'
import { replay } from '../../src/records/key-log.ts'
import { sealRecord } from '../../src/records/seal-record.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { protocolIds } from '../../src/wire/protocols.ts'
import { DAY_MS, filled, KEYS, keyOf, NETWORK, NOW, rawOf } from '../../test/records/fixtures.ts'
import { startHost } from '../../test/wire/hosts.ts'

const TIMEOUT_MS = 20_000

/** A host that dials as often as it is told. */
type DialingHost = Libp2p<{ transports: TransportManager }>

interface TransportManager {
  dial(address: Multiaddr, options: { signal: AbortSignal }): Promise<Connection>
}

/** A host of the caller's device. */
export async function startDevice(): Promise<DialingHost> {
  const transports = ({ transportManager }: { transportManager: TransportManager }) => transportManager
  const services = { transports } as never
  return (await startHost({ listen: false, privateKey: deviceKey, services })) as DialingHost
}

const [identityKey, deviceKey] = [await keyOf(91), await keyOf(92)]
const keyLog = [await createInception({ signingKey: identityKey, recoveryPublicKey: rawOf(KEYS.recovery), time: NOW })]

/** The identity of the honest caller: not the fixtures', of which the hostile records are valid versions now and then. */
export const CALLER_ID = (await replay(keyLog)).id
/** Its record. */
export const CALLER_RECORD = await sealRecord(
  'identity',
  {
    ...{ id: CALLER_ID, keyLog, seq: NOW, expiresAt: NOW + 90 * DAY_MS, homes: ['b.example'], listedNames: [] },
    devices: [
      await createDeviceEntry({
        ...{ deviceKey, identityId: CALLER_ID, network: NETWORK, sealingKey: filled(0x52), publisher: true },
      }),
    ],
  },
  identityKey,
  NETWORK,
)

/** A connection of the caller's device to a peer, on which its hello was accepted; made again when it ended. */
export interface Caller {
  connection(): Promise<Connection>
  /** A new one, on which nothing was said yet. */
  stranger(): Promise<Connection>
}

export function caller(host: DialingHost, addresses: readonly string[]): Caller {
  const [where] = addresses.map((address) => multiaddr(address))
  let accepted: Promise<Connection> | null = null
  // Not `host.dial`, which makes one connection of two that are dialled at once; and TCP keeps the signal for good.
  const stranger = () => host.services.transports.dial(where as Multiaddr, { signal: new AbortController().signal })

  async function call(): Promise<Connection> {
    const connection = await stranger()
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const stream = await connection.newStream(protocolIds(NETWORK).hello, { signal })
    const messages = helloStream(stream)
    await messages.write(HelloRequest.encode({ identityRecord: CALLER_RECORD, name: '' }), signal)
    const response = await messages.readResponse(signal)
    await stream.close({ signal })
    if (!response.accepted) throw new Error('an honest hello was refused')
    return connection
  }

  return {
    stranger,
    async connection() {
      const tried = accepted
      const held = await tried?.catch(() => null)
      if (held?.status === 'open') return held
      // Whoever came first calls again, the others wait for it.
      if (accepted === tried) accepted = call()
      return await (accepted as Promise<Connection>)
    },
  }
}
