// The parts of hyperdht that the bench uses; the package ships no types.
declare module 'hyperdht' {
  import type { Duplex } from 'node:stream'
  export interface KeyPair {
    publicKey: Uint8Array
    secretKey: Uint8Array
  }
  export interface Server {
    publicKey: Uint8Array
    listen(): Promise<void>
    close(): Promise<void>
  }
  export default class DHT {
    static keyPair(): KeyPair
    mutablePut(keyPair: KeyPair, value: Uint8Array, options: { seq: number }): Promise<unknown>
    mutableGet(publicKey: Uint8Array, options: { latest: boolean }): Promise<{ value: Uint8Array } | null>
    createServer(onConnection: (socket: Duplex) => void): Server
    connect(publicKey: Uint8Array): Duplex
  }
}

declare module 'hyperdht/testnet.js' {
  import type DHT from 'hyperdht'
  export default function createTestnet(size: number): Promise<{ nodes: DHT[]; destroy(): Promise<void> }>
}
