import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { generateKeyPair } from '@libp2p/crypto/keys'
import type { PeerId } from '@libp2p/interface'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import type { AddressBook } from '../../src/peer/address-book.ts'
import type { Contacts } from '../../src/peer/contacts.ts'
import type { GuestBook } from '../../src/peer/guest-book.ts'
import { guestPass } from '../../src/peer/guest-pass.ts'
import { type OwnCapability, ownCapability } from '../../src/peer/own-capability.ts'
import { createUnlistedDoor } from '../../src/peer/unlisted-door.ts'
import { helloMac } from '../../src/records/capability.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { HelloRequest } from '../../src/wire/messages.js'
import { identityRecord, NETWORK, newPerson, type Person, START } from './forge.ts'

describe('the door of an unlisted peer', () => {
  let bob: Person
  let record: Uint8Array<ArrayBuffer>
  let capability: OwnCapability
  let caller: PeerId
  let self: PeerId
  let isLive: boolean
  let isPinned: boolean
  let isKept: boolean
  let came: string[]

  const newPeerId = async () => peerIdFromPrivateKey(await generateKeyPair('Ed25519'))

  before(async () => {
    bob = await newPerson('b.test')
    record = Uint8Array.from(await identityRecord(bob, START))
    capability = await ownCapability(bob.keys, new Uint8Array(16).fill(3))
    ;[caller, self] = [await newPeerId(), await newPeerId()]
  })

  /** How the door takes a caller who shows this; `from` is whom the connection proves. */
  async function knock(shown: { capability?: Uint8Array; mac?: Uint8Array }, from = caller) {
    came = []
    const door = createUnlistedDoor({
      invitations: {
        live: (asked) => (isLive && Buffer.from(asked).equals(capability.capability) ? capability : null),
        came: async (_, idText) => void came.push(idText),
      },
      contacts: { byId: async () => (isPinned ? { pin: { at: START } } : null) } as unknown as Contacts,
      book: { get: async () => (isKept ? { kept: true } : null) } as unknown as AddressBook,
      network: NETWORK,
      self,
    })
    const copy = (bytes: Uint8Array = new Uint8Array(0)) => Uint8Array.from(bytes)
    const message = { identityRecord: record, capability: copy(shown.capability), mac: copy(shown.mac) }
    return door(HelloRequest.decode(HelloRequest.encode(message)), from)
  }

  const multihash = (peer: PeerId) => peer.toMultihash().bytes
  const macOf = (changes: { caller?: PeerId; callee?: PeerId; network?: string; readSecret?: Uint8Array } = {}) => {
    const { caller: from = caller, callee = self, ...read } = changes
    return helloMac({ ...capability, ...read }, multihash(from), multihash(callee))
  }

  it('lets in who shows the MAC of an invitation that stands, and remembers with which', async () => {
    isLive = true
    isPinned = isKept = false
    const entry = { invitation: capability }
    const guests = { get: async () => entry } as unknown as GuestBook
    const shown = await guestPass(guests, caller)({ id: bob.id, device: self })
    assert.ok(shown !== null)
    assert.deepEqual(await knock(shown), { invited: true })
    assert.deepEqual(came, [identityIdText(bob.id)])
  })

  it('turns everybody else away, however near to it what they show is', async () => {
    isLive = true
    isPinned = isKept = false
    const other = await newPeerId()
    const { capability: open } = capability
    const tries: Record<string, Parameters<typeof knock>> = {
      nothing: [{}],
      'the capability alone': [{ capability: open }],
      'a MAC of zeros': [{ capability: open, mac: new Uint8Array(32) }],
      'half a MAC': [{ capability: open, mac: macOf().subarray(0, 16) }],
      'the MAC of another read secret': [{ capability: open, mac: macOf({ readSecret: new Uint8Array(32) }) }],
      'the MAC of another caller': [{ capability: open, mac: macOf({ caller: other }) }],
      'the MAC for another device': [{ capability: open, mac: macOf({ callee: other }) }],
      'the MAC of another network': [{ capability: open, mac: macOf({ network: 'other' }) }],
      'the MAC with the ends exchanged': [{ capability: open, mac: macOf({ caller: self, callee: caller }) }],
      'a MAC that somebody else was heard with': [{ capability: open, mac: macOf() }, other],
      'a MAC under no capability': [{ mac: macOf() }],
      'another capability': [{ capability: new Uint8Array(32), mac: macOf() }],
    }
    for (const [what, given] of Object.entries(tries)) assert.equal(await knock(...given), null, what)
    assert.deepEqual(came, [])
  })

  it('turns a guest away whose invitation was withdrawn', async () => {
    isLive = isPinned = isKept = false
    assert.equal(await knock({ capability: capability.capability, mac: macOf() }), null)
  })

  it('hears contacts that are pinned, or came from a file, without an invitation', async () => {
    isLive = isKept = false
    isPinned = true
    assert.deepEqual(await knock({}), { invited: false })
    isPinned = false
    isKept = true
    assert.deepEqual(await knock({}), { invited: false })
  })
})
