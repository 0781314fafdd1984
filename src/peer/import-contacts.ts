import { errorCode, isOpenPeerError, OpenPeerError } from '../errors.ts'
import { identityIdText } from '../records/identity-id.ts'
import type { AddressBook } from './address-book.ts'
import type { Contacts } from './contacts.ts'
import { MAX_FILE_CONTACTS, MAX_FILE_LENGTH, readContactsFile } from './contacts-file.ts'
import { type ReadContact, readFiled } from './filed-contact.ts'
import { readVcards } from './vcard.ts'

/** What became of a file; the ids as text. */
export interface ImportReport {
  format: 'json' | 'vcard'
  /** It was exported by this very identity: pins, comparisons and blocks were taken over. */
  isOwn: boolean
  added: string[]
  /** Known before: what was missing was filled in. */
  updated: string[]
  /** Not taken, or not all of it; `who` as the file calls them. */
  passedOver: { who: string; code: string; message: string }[]
}

export interface ImportOptions {
  contacts: Contacts
  book: AddressBook
  network: string
  /** Own id as text, and the identity key in force. */
  own: { by: string; key: Uint8Array }
  now: () => number
}

/**
 * Takes the people of a JSON export or of vCards. Records are opened and checked again, a status of the file never counts;
 * from what somebody else wrote only the id is pinned. One who cannot be taken stops nobody else. Throws INVALID_ARGUMENT
 * for what is no such file, LIMIT_EXCEEDED. docs/spec/contacts.md, "Import".
 */
export async function importContacts(text: string, options: ImportOptions): Promise<ImportReport> {
  const { contacts, book, network, own, now } = options
  if (text.length > MAX_FILE_LENGTH) {
    throw new OpenPeerError('LIMIT_EXCEEDED', `A file has at most ${MAX_FILE_LENGTH / 1024 / 1024} MiB: split it.`)
  }
  const file = await readFile()
  const report: ImportReport = { format: file.format, isOwn: file.isOwn, added: [], updated: [], passedOver: [] }
  const passOver = (who: string, error: unknown) => {
    if (!isOpenPeerError(error) || error.code === 'STOPPED') throw error
    report.passedOver.push({ who, code: errorCode(error), message: error.message })
  }
  for (const { who, read } of file.people) {
    try {
      const person = await read()
      const isNew = (await book.get(person.id)) === null && (await contacts.byId(person.id)) === null
      await take(person)
      report[isNew ? 'added' : 'updated'].push(identityIdText(person.id))
    } catch (error) {
      passOver(who, error)
    }
  }
  return report

  interface File {
    format: ImportReport['format']
    isOwn: boolean
    people: { who: string; read: () => Promise<ReadContact> }[]
  }

  async function readFile(): Promise<File> {
    if (/^\uFEFF?\s*BEGIN:VCARD/i.test(text)) return { format: 'vcard', isOwn: false, people: fromCards() }
    const { contacts: filed, isOwn } = await readContactsFile(text, { network, ...own })
    const people = filed.map((one, at) => ({
      who: `number ${at + 1}`,
      read: () => readFiled(one, { network, now: now(), isOwn }),
    }))
    return { format: 'json', isOwn, people }
  }

  function fromCards(): File['people'] {
    const cards = readVcards(text)
    if (cards.length > MAX_FILE_CONTACTS) {
      throw new OpenPeerError('LIMIT_EXCEEDED', `A file has at most ${MAX_FILE_CONTACTS} contacts: split it.`)
    }
    return cards.map(({ id, label, ...card }, at) => ({
      who: label === '' ? `number ${at + 1}` : label,
      read: async () => {
        if (id === null) throw new OpenPeerError('INVALID_ARGUMENT', 'This card has no identity of Open Peer.')
        return { id, ...card, contact: null, pin: null, compared: null, blockedAt: null }
      },
    }))
  }

  async function take({ id, contact, pin, ...said }: ReadContact): Promise<void> {
    if (identityIdText(id) === own.by) throw new OpenPeerError('INVALID_ARGUMENT', 'This is you.')
    const held = await book.get(id)
    const petname = held?.petname ?? (await freePetname(said.petname, id))
    await book.change(id, {
      kept: true,
      petname,
      domain: held?.domain ?? said.domain,
      claimedName: held?.claimedName ?? said.name,
      compared: held?.compared ?? said.compared,
      blockedAt: held === null ? said.blockedAt : held.blockedAt,
    })
    if (contact === null) return
    const known = await contacts.byId(id)
    if (known === null) await contacts.remember(contact)
    else await contacts.learnIdentity(contact.identity)
    if (known === null || known.pin === null) await contacts.pin(id, pin ?? undefined)
  }

  /** A petname that somebody has already is not taken away from them. */
  async function freePetname(petname: string | null, id: Uint8Array): Promise<string | null> {
    const holder = petname === null ? null : await book.byPetname(petname)
    if (petname === null || holder === null || holder.idText === identityIdText(id)) return petname
    const message = `You call somebody else "${holder.petname}": this one got no petname.`
    report.passedOver.push({ who: petname, code: 'INVALID_ARGUMENT', message })
    return null
  }
}
