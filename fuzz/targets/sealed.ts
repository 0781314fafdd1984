import { equals } from 'uint8arrays/equals'
import { createKeys } from '../../src/peer/create-keys.ts'
import { createGuestBook } from '../../src/peer/guest-book.ts'
import { invitationStorage } from '../../src/peer/invitation-entry.ts'
import { memoryStorage, type PeerStorage } from '../../src/peer/storage.ts'
import { identityIdText } from '../../src/records/identity-id.ts'
import { invitationUri, parseInvitation } from '../../src/records/invitation.ts'
import { SEALED_SIZES } from '../../src/records/payload-checks.ts'
import { SealedContent } from '../../src/records/payloads.js'
import { lengthPrefixed } from '../../src/records/routing-key.ts'
import { SEALED_TAG_BYTES } from '../../src/records/sealed-content.ts'
import { ID, NETWORK, NOW } from '../../test/records/fixtures.ts'
import { CAPABILITY, CONTENT, openAsGuest, padded, READ_SECRET, sealPlain } from '../../test/records/sealed-fixtures.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateProtobuf } from '../mutate-protobuf.ts'
import { grownText, mutateText } from '../mutate-text.ts'
import { mutateValue } from '../mutate-value.ts'
import { bytesText, textBytes } from '../packed.ts'
import type { Random } from '../random.ts'
import { decoder, promised, type Target } from '../target.ts'
import { hostileJson } from './documents.ts'
import { hostileRecord, VALIDATE_CODES } from './records.ts'

const ID_TEXT = identityIdText(ID)
const GOOD = await sealPlain(padded(lengthPrefixed(SealedContent.encode(CONTENT))))
const INVITATION = invitationUri({
  network: NETWORK,
  domain: 'b.example',
  capability: CAPABILITY,
  readSecret: READ_SECRET,
})

/** What somebody who holds the capability could write: encrypted and signed as it must be, and wrong inside. */
async function hostileSealed(random: Random): Promise<Uint8Array> {
  const message = SealedContent.encode(CONTENT)
  switch (random.below(6)) {
    case 0:
      return mutateBytes(GOOD, random)
    case 1:
      return sealPlain(fitting(mutateBytes(lengthPrefixed(message), random)))
    case 2:
      return sealPlain(fitting(lengthPrefixed(mutateProtobuf(message, random))))
    case 3:
      return sealPlain(fitting(lengthPrefixed(encoded(mutateValue(CONTENT, random, { anyType: false })))))
    case 4: {
      const identityRecord = Uint8Array.from(await hostileRecord('identity', random))
      return sealPlain(fitting(lengthPrefixed(SealedContent.encode({ ...CONTENT, identityRecord }))))
    }
    default:
      return sealPlain(random.bytes(random.pick(SEALED_SIZES) - SEALED_TAG_BYTES))
  }
}

function encoded(content: unknown): Uint8Array {
  try {
    return SealedContent.encode(content as SealedContent)
  } catch {
    return SealedContent.encode(CONTENT)
  }
}

function fitting(bytes: Uint8Array): Uint8Array {
  return padded(bytes.subarray(0, (SEALED_SIZES.at(-1) ?? 0) - SEALED_TAG_BYTES))
}

const PEER_KEYS = (await createKeys({ network: NETWORK })).keys
const SEALED = Buffer.from(GOOD).toString('base64')
const ISSUED = JSON.stringify({
  ...{
    label: 'bob',
    number: Buffer.alloc(16, 7).toString('base64'),
    createdAt: NOW,
    withdrawnAt: null,
    dueAt: NOW + 1,
  },
  ...{ sealed: SEALED, isPublished: true, mark: '1 b.example', guests: [ID_TEXT] },
})
const INVITED = JSON.stringify({ uri: INVITATION, sealed: SEALED })

/** A storage in which one entry was damaged, or changed by somebody who got at it. */
async function storageWith(key: string, value: Uint8Array): Promise<PeerStorage> {
  const storage = memoryStorage()
  await storage.put(key, value)
  return storage
}

/** What a guest reads of others, sealed records and invitations, and what a peer kept of both sides. */
export const sealedTargets: readonly Target[] = [
  decoder({
    name: 'stored-invitation',
    weight: 0.3,
    codes: [],
    generate: (random) => Promise.resolve(new TextEncoder().encode(hostileJson(ISSUED, random))),
    async act(input) {
      const storage = await storageWith('invitation/00000001', input)
      const kept = invitationStorage(storage, PEER_KEYS)
      const [entry] = await kept.all()
      if (entry === undefined) return 'passed over'
      await kept.put(entry)
      promised(JSON.stringify(await kept.all()) === JSON.stringify([entry]), 'an invitation survives being kept')
    },
  }),
  decoder({
    name: 'stored-guest',
    weight: 0.3,
    codes: [],
    generate: (random) => Promise.resolve(new TextEncoder().encode(hostileJson(INVITED, random))),
    async act(input) {
      const guests = createGuestBook({ storage: await storageWith(`invited/${ID_TEXT}`, input), network: NETWORK })
      const entry = await guests.get(ID)
      if (entry === null) return 'passed over'
      promised(entry.sealed.kind === 'sealed', 'what is kept of an invitation is a sealed record')
    },
  }),
  decoder({
    name: 'sealed-open',
    weight: 2,
    codes: VALIDATE_CODES,
    generate: (random) => (random.oneIn(200) ? Promise.resolve(GOOD) : hostileSealed(random)),
    async act(input) {
      const opened = await openAsGuest(input)
      if (opened === null) return
      const { identity, homes } = opened
      promised(identity.kind === 'identity', 'what is in a sealed record is an identity')
      promised(
        homes.every(({ domain, key }) => identity.payload.homes.includes(domain) && key.byteLength === 32),
        'its homes are the identity’s',
      )
    },
  }),
  decoder({
    name: 'invitation',
    codes: ['INVALID_URI', 'INVALID_NAME'],
    generate: (random) =>
      Promise.resolve(
        textBytes(random.oneIn(20) ? grownText(random, [INVITATION, '/']) : mutateText(INVITATION, random)),
      ),
    async act(input) {
      const text = bytesText(input)
      const invitation = parseInvitation(text)
      promised(invitationUri(invitation) === text.toLowerCase(), 'an invitation has one text, but for its case')
      promised(equals(parseInvitation(text.toUpperCase()).readSecret, invitation.readSecret), 'also in capitals')
    },
  }),
]
