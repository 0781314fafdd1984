/**
 * Open Peer in a web page: `import { createPeer } from 'openpeer'`. docs/guides/app-developers.md.
 * Node.js gets src/index.ts under the same name; what is here is there too.
 */
export type { ErrorCode, OpenPeerErrorOptions } from './errors.ts'
export { ERROR_CODES, errorCode, isOpenPeerError, OpenPeerError } from './errors.ts'
export type { ProofCheck, ProofResult } from './identity-proofs/check-claim.ts'
export type { ClaimInstructions } from './identity-proofs/claim-instructions.ts'
export type {
  FetchedText,
  FetchTextOptions,
  Outside,
  ResolveTxtOptions,
} from './identity-proofs/outside.ts'
export type { Advice } from './identity-proofs/status-advice.ts'
export { statusAdvice } from './identity-proofs/status-advice.ts'
export type { Chat } from './peer/chat.ts'
export type { Accept } from './peer/check-caller.ts'
export type { ConnectOptions, StreamHandler } from './peer/connect.ts'
export type { Check, Contact, ContactStatus, Proof } from './peer/contact.ts'
export { isTrusted } from './peer/contact.ts'
export type { ContactEntry } from './peer/contact-entry.ts'
export type { CreateKeysOptions, NewKeys } from './peer/create-keys.ts'
export { createKeys } from './peer/create-keys.ts'
export type { ImportReport } from './peer/import-contacts.ts'
export type { KeyStore, PeerKeys, SealingKey } from './peer/key-store.ts'
export { memoryKeyStore } from './peer/key-store.ts'
export type { Link, LinkEvents, OpenStreamOptions } from './peer/link.ts'
export type { Privacy } from './peer/own-addresses.ts'
export type { OwnClaims } from './peer/own-claims.ts'
export type { ChangeOptions, KeyChange, OwnKeys, RecoverOptions } from './peer/own-keys.ts'
export { createPeer } from './peer/peer.browser.ts'
export type { Peer, PeerStatus } from './peer/peer.ts'
export type { AddOptions, PeerContacts, Whom } from './peer/peer-contacts.ts'
export type { PeerOptions } from './peer/peer-options.ts'
export type { Published } from './peer/publish-identity.ts'
export { recoveryKeyFromWords, recoveryWords } from './peer/recovery-words.ts'
export type { Registered, RegisterOptions } from './peer/register.ts'
export type { ResolveOptions, ResolvePolicy } from './peer/resolve.ts'
export type { DifferenceKind, NameDifference, SelfReport, SelfState } from './peer/self-report.ts'
export type { PeerStorage } from './peer/storage.ts'
export { memoryStorage } from './peer/storage.ts'
export type { Name } from './records/names.ts'
export { displayText, mixedScripts, parseDomain, parseName } from './records/names.ts'
export type { Address } from './records/uris.ts'
export { formatUri, parseAddress } from './records/uris.ts'
