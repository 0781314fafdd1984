/** Something that a party got from the outside, as it came to its program: after decryption where it has the key. */
export interface Received {
  /** Whose program got it: a domain, a person's name, or, for somebody who has none here, the bare address. */
  party: string
  /** Who sent it, as far as the party can tell: by the proven peer id, else by the IP address. */
  from: string
  /**
   * `connection`: that there is one (bytes: the peer id or the IP address as text). `libp2p`: what noise decrypted;
   * `stream`: the same, put together stream by stream. `tls`: what TLS decrypted. `udp`: a datagram. `text`: what an
   * operator's log or metrics say, which may go to people who run nothing here.
   */
  how: 'connection' | 'libp2p' | 'stream' | 'tls' | 'udp' | 'text'
  /** Of a stream: its protocol id. */
  protocol: string
  bytes: Uint8Array
}

/** Bytes on a wire, as whoever sits on it sees them. */
export interface Seen {
  /** IP addresses. */
  from: string
  to: string
  bytes: Uint8Array
}

/** Everything that anybody's program got since the taps were opened, and everything that went over wires. */
export class Recording {
  readonly seen: Seen[] = []
  /** By peer id, by IP address, and by address and UDP port: whose it is. */
  readonly owners = new Map<string, string>()
  readonly #received: Received[] = []

  add(received: Received): void {
    this.#received.push(received)
  }

  addText(party: string, text: string): void {
    this.add({ party, from: '', how: 'text', protocol: '', bytes: Buffer.from(text) })
  }

  /** With names for those who have one. Their peer ids are known only after they have started. */
  received(): Received[] {
    const named = (text: string) => this.owners.get(text) ?? this.owners.get(text.replace(/:\d+$/, '')) ?? text
    return this.#received.map((one) => ({ ...one, party: named(one.party), from: named(one.from) }))
  }
}

/** Many small pieces as one. */
export class Pieces {
  #pieces: Uint8Array[] = []

  add(piece: Uint8Array): void {
    this.#pieces.push(Uint8Array.from(piece))
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#pieces)
  }
}
