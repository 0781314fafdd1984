import type { PeerId } from '@libp2p/interface'
import type { Name } from '../records/names.ts'
import type { Chat } from './chat.ts'
import type { ConnectOptions, StreamHandler } from './connect.ts'
import type { Contact, Proof } from './contact.ts'
import type { Invitations } from './invitations.ts'
import type { Link } from './link.ts'
import type { Moved, MoveOptions } from './move-home.ts'
import type { OwnClaims } from './own-claims.ts'
import type { OwnDevices } from './own-devices.ts'
import type { OwnKeys } from './own-keys.ts'
import type { OwnProfile } from './own-profile.ts'
import type { PeerContacts } from './peer-contacts.ts'
import type { PresenceStatus } from './presence-status.ts'
import type { Published } from './publish-identity.ts'
import type { Registered, RegisterOptions } from './register.ts'
import type { ResolveOptions } from './resolve.ts'
import type { SelfWatch } from './self-watch.ts'
import type { PeerVault } from './vault.ts'

/** What works now: `relayed` means that a relay holds a slot, so that others can call. */
export interface PeerStatus extends PresenceStatus {
  relayed: boolean
}

/** One end peer: one device of one identity. docs/guides/app-developers.md shows it at work. */
export interface Peer {
  /** The identity id: 32 bytes, and as text. */
  readonly id: Uint8Array
  readonly idText: string
  /** This device's. */
  readonly peerId: PeerId
  /** The domain of the home: that of the options until the identity moved, with this device or another. */
  readonly home: string
  /** The name that was registered last; null without one. */
  readonly name: Name | null
  /** Found only by whom it invited: `privacy.unlisted`. */
  readonly unlisted: boolean
  readonly status: PeerStatus
  /** Called at each change of `status`. The result ends it, as with all handlers here. */
  onStatus(handler: (status: PeerStatus) => void): () => void
  /**
   * Resolves when the identity is published and the home knows where this device is: others can then find it. Throws
   * TIMEOUT (20 s unless given), ABORTED. A peer without a name is published only by `publish`.
   */
  ready(options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<void>
  /**
   * Takes the name `local@home`, and publishes. Throws INVALID_NAME, NAME_OWNED_BY_ANOTHER, REGISTRATION_CLOSED,
   * UNREACHABLE, NO_QUORUM, IDENTITY_REVOKED, KEY_CHANGED, ABORTED.
   */
  register(local: string, options?: RegisterOptions): Promise<Registered>
  /**
   * Moves this identity to the home of `to` (`alice@c.example`), which gives it that name; id, keys, contacts and open links stay. The
   * old home need not be alive or willing: what its name says afterwards is in `oldNames`. Interrupted, do the same
   * again. Throws as `register`, INVALID_ARGUMENT (another name of the present home), NOT_PUBLISHER; nothing has moved then.
   * docs/spec/verification.md, "Moving"
   */
  move(to: string, options?: MoveOptions): Promise<Moved>
  /** Publishes the identity record now, and from then on keeps it published, also without a name. Throws as `register`. */
  publish(options?: { signal?: AbortSignal }): Promise<Published>
  /** Finds somebody by name, id or petname and checks the answer; null when there is no such name or id. Throws as `Resolver.resolve`. */
  resolve(address: string, options?: ResolveOptions): Promise<Contact | null>
  /**
   * Looks whether the accounts that a contact claims show that they are theirs, and keeps what it saw with the contact: one
   * result for each claim. The services, and the contact where a service is their own, learn this peer's address. Takes at
   * most 22 s. Throws ABORTED, STOPPED. docs/spec/proofs.md
   */
  checkProofs(contact: Contact, options?: { signal?: AbortSignal }): Promise<Proof[]>
  /** The accounts elsewhere that this identity says are its own. */
  readonly claims: OwnClaims
  /** What this identity tells everybody about itself; nothing unless its owner says so. */
  readonly profile: OwnProfile
  /** Replaces the keys, or ends the identity. docs/spec/key-log.md, "Changing keys" */
  readonly identity: OwnKeys
  /** The identity sealed at its homes: a new device needs the name and six words. docs/spec/vault.md */
  readonly vault: PeerVault
  /** The devices of this identity: what this one is, and adding and removing others. docs/spec/devices.md */
  readonly devices: OwnDevices
  /**
   * Connects to a contact, or to whom an address leads, and pins them. Throws NOT_VERIFIED (or what is wrong: BINDING_MISMATCH, KEY_CHANGED) unless they are verified,
   * pinned, or `accept` is given; NOT_REGISTERED when nobody has that address; else as `Connector.connect`.
   */
  connect(whom: Contact | string, options?: ConnectOptions): Promise<Link>
  /** The open links. */
  links(): Link[]
  /** Called for each link that somebody else made. */
  onLink(handler: (link: Link) => void): () => void
  /** Serves an app's protocol on links. As `Connector.handle`. */
  handle(protocol: string, handler: StreamHandler, options?: { onRelay?: boolean }): Promise<() => Promise<void>>
  readonly chat: Chat
  readonly contacts: PeerContacts
  /** Of an unlisted identity: one for each guest. docs/spec/invitations.md */
  readonly invitations: Invitations
  /**
   * Daily, this peer looks its own name up through two operators that have nothing to do with its home: what others are
   * told of it. Show people a `report` whose `state` is 'differs': docs/guides/app-developers.md, "Watching your name".
   */
  readonly selfWatch: Pick<SelfWatch, 'report' | 'onReport' | 'look'>
  /** Says nothing more, closes all links, the host and the storage. */
  stop(): Promise<void>
}
