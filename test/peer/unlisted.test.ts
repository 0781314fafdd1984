import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Peer } from '../../src/peer/peer.ts'
import { invitationUri, parseInvitation } from '../../src/records/invitation.ts'
import { identityRoutingKey } from '../../src/records/routing-key.ts'
import { type PeerFederation, startFederation } from './federation.ts'

const UNLISTED = { privacy: { privateAddresses: true, unlisted: true } }

describe('an unlisted peer', () => {
  let federation: PeerFederation
  let hidden: Peer
  let guest: Peer
  let stranger: Peer

  before(async () => {
    federation = await startFederation(['a.test', 'b.test', 'c.test'])
    hidden = await federation.startPeer('a.test', UNLISTED)
    guest = await federation.startNamed('bob@b.test')
    stranger = await federation.startNamed('mallory@c.test')
    await hidden.ready()
  })
  after(() => federation[Symbol.asyncDispose]())

  it('is found and reached by whom it invited, over operators of other domains', async () => {
    const { uri, published } = await hidden.invitations.create({ label: 'bob' })
    assert.ok(published)
    const contact = await guest.resolve(uri)
    assert.equal(contact?.idText, hidden.idText)
    assert.equal(contact.status, 'unverified')
    assert.equal(contact.name, null)
    assert.ok(contact.pinned, 'the invitation says who is meant')
    const link = await guest.connect(uri)
    assert.equal(link.contact.idText, hidden.idText)
    assert.deepEqual(
      hidden.links().map(({ contact }) => contact.idText),
      [guest.idText],
    )
    assert.deepEqual(hidden.invitations.list()[0]?.guests, [guest.idText])
    const again = await guest.resolve(hidden.idText, { policy: 'network' })
    assert.equal(again?.locations.length, 1, 'later it is found by the same capability')
    await link.close()
  })

  it('is in nobody’s answer by its id', async () => {
    assert.equal(await stranger.resolve(hidden.idText, { policy: 'quorum' }), null)
    for (const node of federation.nodes.all) {
      const { record } = await node.federation.lookup(identityRoutingKey('test', hidden.id), { policy: 'quorum' })
      assert.equal(record, null)
    }
  })

  it('answers an uninvited stranger as a device does that has gone, also one who knows its record and address', async () => {
    const contact = await guest.resolve(hidden.idText)
    assert.ok(contact !== null)
    await assert.rejects(stranger.connect(contact, { accept: true }), { code: 'UNREACHABLE' })
    assert.deepEqual(hidden.links(), [])
  })

  it('lets in nobody with a capability but not its secret', async () => {
    const { uri } = await hidden.invitations.create()
    const forged = invitationUri({ ...parseInvitation(uri), readSecret: new Uint8Array(32) })
    await assert.rejects(stranger.resolve(forged), { code: 'RECORD_MALFORMED' })
  })

  it('shuts out the guest whose invitation it withdrew, and no other', async () => {
    const [bobs, carols] = [
      await hidden.invitations.create({ label: 'bob 2' }),
      await hidden.invitations.create({ label: 'carol' }),
    ]
    const carol = await federation.startNamed('carol@c.test')
    await (await carol.connect(carols.uri)).close()
    const link = await guest.connect(bobs.uri)
    const closed = new Promise<void>((resolve) => link.on('close', () => resolve()))
    await hidden.invitations.withdraw('bob')
    const withdrawn = await hidden.invitations.withdraw('bob 2')
    assert.ok(withdrawn.published)
    await closed
    await assert.rejects(guest.connect(bobs.uri), { code: 'UNREACHABLE' })
    await assert.rejects(guest.resolve(bobs.uri, { policy: 'network' }), { code: 'REFUSED' })
    await (await carol.connect(carols.uri)).close()
  })
})
