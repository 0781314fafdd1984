import type { ErrorCode } from '../../src/errors.ts'
import { createAddressBook } from '../../src/peer/address-book.ts'
import { createContacts } from '../../src/peer/contacts.ts'
import { type FiledContact, writeContactsFile } from '../../src/peer/contacts-file.ts'
import { importContacts } from '../../src/peer/import-contacts.ts'
import { memoryStorage } from '../../src/peer/storage.ts'
import { readVcards } from '../../src/peer/vcard.ts'
import { identityIdText, parseIdentityId } from '../../src/records/identity-id.ts'
import { formatUri } from '../../src/records/uris.ts'
import { filled, ID, KEYS, NAME, NETWORK, NOW, rawOf, sealWith } from '../../test/records/fixtures.ts'
import { mutateText } from '../mutate-text.ts'
import { bytesText, textBytes } from '../packed.ts'
import { decoder, promised } from '../target.ts'
import { hostileJson } from './documents.ts'
import { VALIDATE_CODES } from './records.ts'

/** What may be said of one person of a file; no other code may come out of reading one. */
const PERSON_CODES: readonly ErrorCode[] = [
  ...VALIDATE_CODES,
  'INVALID_ARGUMENT',
  'INVALID_NAME',
  'INVALID_URI',
  'LIMIT_EXCEEDED',
  'KEY_LOG_CONFLICT',
]
const [OWN, OTHER] = [{ by: identityIdText(filled(5)), key: rawOf(KEYS.other) }, filled(6)]
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const record = async (kind: 'identity' | 'domain' | 'name') => base64(await sealWith(kind))

const FILED: FiledContact = {
  ...{ id: identityIdText(ID), petname: 'Bobby', name: NAME.text, domain: 'b.example' },
  pin: {
    at: NOW,
    domain: 'b.example',
    domainKey: base64(rawOf(KEYS.domain)),
    doubt: { head: base64(ID), accepted: true },
  },
  ...{ seq: NOW, keyLogHead: base64(ID), compared: { at: NOW, ownKey: 'a', theirKey: 'b' }, blockedAt: NOW },
  records: { identity: await record('identity'), domain: await record('domain'), name: await record('name') },
}
const FILE = await writeContactsFile(
  [
    FILED,
    { ...FILED, id: identityIdText(OTHER), petname: 'Bobby', records: { identity: null, domain: null, name: null } },
  ],
  { network: NETWORK, by: OWN.by, key: KEYS.other },
  NOW,
)
const CARDS = `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bob\\, the\\nbuilder\r\nitem1.NICKNAME;X="a:b";TYPE=home:Bobby,Bob\\,by
X-OPENPEER-ID:${identityIdText(ID)}\r\nIMPP:${formatUri({ type: 'identity', id: ID, domain: 'b.example' })}\r
IMPP;PREF=1:${formatUri({ type: 'name', name: NAME })}\r\nNOTE:folded\r\n  here\r\nEND:VCARD\r
begin:vcard\nFN:Somebody else\nEMAIL:nobody@b.example\nEND:vcard\n`

/** Imports a file into an address book of its own, and says in a word what became of it. */
async function importAll(text: string): Promise<string> {
  const storage = memoryStorage()
  const now = () => NOW
  const contacts = createContacts({ storage, network: NETWORK, now })
  const book = createAddressBook({ storage, now })
  const report = await importContacts(text, { contacts, book, network: NETWORK, own: OWN, now })
  const { added, passedOver, isOwn } = report
  promised(
    passedOver.every(({ code }) => PERSON_CODES.includes(code as ErrorCode)),
    `what is passed over has a documented code: ${JSON.stringify(passedOver)}`,
  )
  const kept = await book.all()
  promised(
    kept.every(({ idText }) => added.includes(idText) && idText !== OWN.by),
    'who is kept was reported as added, and is not oneself',
  )
  promised(
    isOwn || kept.every(({ compared, blockedAt }) => compared === null && blockedAt === null),
    'only an own file says more',
  )
  for (const entry of kept) {
    const known = await contacts.byId(parseIdentityId(entry.idText))
    promised(known === null || known.contact.status !== 'verified', 'a status of a file never counts')
  }
  if (added.length === 0) return 'nobody taken'
  return isOwn ? 'taken from an own file' : 'taken'
}

/** Files of contacts, which people get from others and take in. An input is UTF-16. */
export const contactFileTargets = [
  decoder({
    name: 'contacts-json',
    weight: 0.3,
    codes: ['INVALID_ARGUMENT', 'LIMIT_EXCEEDED'],
    generate: (random) => textBytes(random.oneIn(20) ? FILE : hostileJson(FILE, random)),
    act: (input) => importAll(bytesText(input)),
  }),
  decoder({
    name: 'contacts-vcard',
    weight: 0.3,
    codes: ['INVALID_ARGUMENT', 'LIMIT_EXCEEDED'],
    generate: (random) => textBytes(random.oneIn(20) ? CARDS : mutateText(CARDS, random)),
    act: (input) => importAll(bytesText(input)),
  }),
  decoder({
    name: 'vcards',
    codes: [],
    generate: (random) => textBytes(mutateText(CARDS, random)),
    act(input) {
      const cards = readVcards(bytesText(input))
      promised(
        cards.every(({ id, label }) => (id === null || id.length === 32) && label.length <= 64),
        'a card has an id or none, and a short label',
      )
    },
  }),
]
