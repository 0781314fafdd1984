import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface PreviousKey {
    publicKey: Uint8Array<ArrayBuffer>;
    until: number;
}
export declare namespace PreviousKey {
    const codec: () => Codec<PreviousKey>;
    interface PreviousKeyPublicKeyFieldEvent {
        field: '$.publicKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PreviousKeyUntilFieldEvent {
        field: '$.until';
        value: number;
    }
    function encode(obj: Partial<PreviousKey>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PreviousKey>): PreviousKey;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PreviousKey>): Generator<PreviousKeyPublicKeyFieldEvent | PreviousKeyUntilFieldEvent>;
}
export interface OperatorNodeEntry {
    peerId: Uint8Array<ArrayBuffer>;
    multiaddrs: Uint8Array<ArrayBuffer>[];
}
export declare namespace OperatorNodeEntry {
    const codec: () => Codec<OperatorNodeEntry>;
    interface OperatorNodeEntryPeerIdFieldEvent {
        field: '$.peerId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface OperatorNodeEntryMultiaddrsFieldEvent {
        field: '$.multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<OperatorNodeEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<OperatorNodeEntry>): OperatorNodeEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<OperatorNodeEntry>): Generator<OperatorNodeEntryPeerIdFieldEvent | OperatorNodeEntryMultiaddrsFieldEvent>;
}
export interface ServiceEntry {
    type: string;
    uri: string;
}
export declare namespace ServiceEntry {
    const codec: () => Codec<ServiceEntry>;
    interface ServiceEntryTypeFieldEvent {
        field: '$.type';
        value: string;
    }
    interface ServiceEntryUriFieldEvent {
        field: '$.uri';
        value: string;
    }
    function encode(obj: Partial<ServiceEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ServiceEntry>): ServiceEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ServiceEntry>): Generator<ServiceEntryTypeFieldEvent | ServiceEntryUriFieldEvent>;
}
export interface PolicyEntry {
    name: string;
    value: string;
}
export declare namespace PolicyEntry {
    const codec: () => Codec<PolicyEntry>;
    interface PolicyEntryNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface PolicyEntryValueFieldEvent {
        field: '$.value';
        value: string;
    }
    function encode(obj: Partial<PolicyEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PolicyEntry>): PolicyEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PolicyEntry>): Generator<PolicyEntryNameFieldEvent | PolicyEntryValueFieldEvent>;
}
export interface DomainPayload {
    domain: string;
    seq: number;
    expiresAt: number;
    key: Uint8Array<ArrayBuffer>;
    previousKeys: PreviousKey[];
    nodes: OperatorNodeEntry[];
    services: ServiceEntry[];
    policy: PolicyEntry[];
}
export declare namespace DomainPayload {
    const codec: () => Codec<DomainPayload>;
    interface DomainPayloadDomainFieldEvent {
        field: '$.domain';
        value: string;
    }
    interface DomainPayloadSeqFieldEvent {
        field: '$.seq';
        value: number;
    }
    interface DomainPayloadExpiresAtFieldEvent {
        field: '$.expiresAt';
        value: number;
    }
    interface DomainPayloadKeyFieldEvent {
        field: '$.key';
        value: Uint8Array<ArrayBuffer>;
    }
    interface DomainPayloadPreviousKeysPublicKeyFieldEvent {
        field: '$.previousKeys[].publicKey';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface DomainPayloadPreviousKeysUntilFieldEvent {
        field: '$.previousKeys[].until';
        value: number;
        index: number;
    }
    interface DomainPayloadNodesPeerIdFieldEvent {
        field: '$.nodes[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface DomainPayloadNodesMultiaddrsFieldEvent {
        field: '$.nodes[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface DomainPayloadServicesTypeFieldEvent {
        field: '$.services[].type';
        value: string;
        index: number;
    }
    interface DomainPayloadServicesUriFieldEvent {
        field: '$.services[].uri';
        value: string;
        index: number;
    }
    interface DomainPayloadPolicyNameFieldEvent {
        field: '$.policy[].name';
        value: string;
        index: number;
    }
    interface DomainPayloadPolicyValueFieldEvent {
        field: '$.policy[].value';
        value: string;
        index: number;
    }
    function encode(obj: Partial<DomainPayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DomainPayload>): DomainPayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DomainPayload>): Generator<DomainPayloadDomainFieldEvent | DomainPayloadSeqFieldEvent | DomainPayloadExpiresAtFieldEvent | DomainPayloadKeyFieldEvent | DomainPayloadPreviousKeysPublicKeyFieldEvent | DomainPayloadPreviousKeysUntilFieldEvent | DomainPayloadNodesPeerIdFieldEvent | DomainPayloadNodesMultiaddrsFieldEvent | DomainPayloadServicesTypeFieldEvent | DomainPayloadServicesUriFieldEvent | DomainPayloadPolicyNameFieldEvent | DomainPayloadPolicyValueFieldEvent>;
}
export interface NamePayload {
    nameHash: Uint8Array<ArrayBuffer>;
    identityId: Uint8Array<ArrayBuffer>;
    seq: number;
    expiresAt: number;
    since: number;
    previousId?: Uint8Array<ArrayBuffer>;
    movedTo?: Uint8Array<ArrayBuffer>;
}
export declare namespace NamePayload {
    const codec: () => Codec<NamePayload>;
    interface NamePayloadNameHashFieldEvent {
        field: '$.nameHash';
        value: Uint8Array<ArrayBuffer>;
    }
    interface NamePayloadIdentityIdFieldEvent {
        field: '$.identityId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface NamePayloadSeqFieldEvent {
        field: '$.seq';
        value: number;
    }
    interface NamePayloadExpiresAtFieldEvent {
        field: '$.expiresAt';
        value: number;
    }
    interface NamePayloadSinceFieldEvent {
        field: '$.since';
        value: number;
    }
    interface NamePayloadPreviousIdFieldEvent {
        field: '$.previousId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface NamePayloadMovedToFieldEvent {
        field: '$.movedTo';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<NamePayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<NamePayload>): NamePayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<NamePayload>): Generator<NamePayloadNameHashFieldEvent | NamePayloadIdentityIdFieldEvent | NamePayloadSeqFieldEvent | NamePayloadExpiresAtFieldEvent | NamePayloadSinceFieldEvent | NamePayloadPreviousIdFieldEvent | NamePayloadMovedToFieldEvent>;
}
export interface KeyEvent {
    type: number;
    prev: Uint8Array<ArrayBuffer>;
    signingKey: Uint8Array<ArrayBuffer>;
    recoveryCommitment: Uint8Array<ArrayBuffer>;
    recoveryKey: Uint8Array<ArrayBuffer>;
    time: number;
    signature: Uint8Array<ArrayBuffer>;
}
export declare namespace KeyEvent {
    const codec: () => Codec<KeyEvent>;
    interface KeyEventTypeFieldEvent {
        field: '$.type';
        value: number;
    }
    interface KeyEventPrevFieldEvent {
        field: '$.prev';
        value: Uint8Array<ArrayBuffer>;
    }
    interface KeyEventSigningKeyFieldEvent {
        field: '$.signingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface KeyEventRecoveryCommitmentFieldEvent {
        field: '$.recoveryCommitment';
        value: Uint8Array<ArrayBuffer>;
    }
    interface KeyEventRecoveryKeyFieldEvent {
        field: '$.recoveryKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface KeyEventTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    interface KeyEventSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<KeyEvent>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<KeyEvent>): KeyEvent;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<KeyEvent>): Generator<KeyEventTypeFieldEvent | KeyEventPrevFieldEvent | KeyEventSigningKeyFieldEvent | KeyEventRecoveryCommitmentFieldEvent | KeyEventRecoveryKeyFieldEvent | KeyEventTimeFieldEvent | KeyEventSignatureFieldEvent>;
}
export interface DeviceEntry {
    peerId: Uint8Array<ArrayBuffer>;
    sealingKey: Uint8Array<ArrayBuffer>;
    signature: Uint8Array<ArrayBuffer>;
    publisher: boolean;
}
export declare namespace DeviceEntry {
    const codec: () => Codec<DeviceEntry>;
    interface DeviceEntryPeerIdFieldEvent {
        field: '$.peerId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface DeviceEntrySealingKeyFieldEvent {
        field: '$.sealingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface DeviceEntrySignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    interface DeviceEntryPublisherFieldEvent {
        field: '$.publisher';
        value: boolean;
    }
    function encode(obj: Partial<DeviceEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DeviceEntry>): DeviceEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DeviceEntry>): Generator<DeviceEntryPeerIdFieldEvent | DeviceEntrySealingKeyFieldEvent | DeviceEntrySignatureFieldEvent | DeviceEntryPublisherFieldEvent>;
}
export interface Profile {
    displayName: string;
    names: string[];
    claims: string[];
}
export declare namespace Profile {
    const codec: () => Codec<Profile>;
    interface ProfileDisplayNameFieldEvent {
        field: '$.displayName';
        value: string;
    }
    interface ProfileNamesFieldEvent {
        field: '$.names[]';
        index: number;
        value: string;
    }
    interface ProfileClaimsFieldEvent {
        field: '$.claims[]';
        index: number;
        value: string;
    }
    function encode(obj: Partial<Profile>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Profile>): Profile;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Profile>): Generator<ProfileDisplayNameFieldEvent | ProfileNamesFieldEvent | ProfileClaimsFieldEvent>;
}
export interface IdentityPayload {
    id: Uint8Array<ArrayBuffer>;
    keyLog: Uint8Array<ArrayBuffer>[];
    seq: number;
    expiresAt: number;
    homes: string[];
    devices: DeviceEntry[];
    listedNames: Uint8Array<ArrayBuffer>[];
    profile?: Profile;
}
export declare namespace IdentityPayload {
    const codec: () => Codec<IdentityPayload>;
    interface IdentityPayloadIdFieldEvent {
        field: '$.id';
        value: Uint8Array<ArrayBuffer>;
    }
    interface IdentityPayloadKeyLogFieldEvent {
        field: '$.keyLog[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface IdentityPayloadSeqFieldEvent {
        field: '$.seq';
        value: number;
    }
    interface IdentityPayloadExpiresAtFieldEvent {
        field: '$.expiresAt';
        value: number;
    }
    interface IdentityPayloadHomesFieldEvent {
        field: '$.homes[]';
        index: number;
        value: string;
    }
    interface IdentityPayloadDevicesPeerIdFieldEvent {
        field: '$.devices[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface IdentityPayloadDevicesSealingKeyFieldEvent {
        field: '$.devices[].sealingKey';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface IdentityPayloadDevicesSignatureFieldEvent {
        field: '$.devices[].signature';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface IdentityPayloadDevicesPublisherFieldEvent {
        field: '$.devices[].publisher';
        value: boolean;
        index: number;
    }
    interface IdentityPayloadListedNamesFieldEvent {
        field: '$.listedNames[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface IdentityPayloadProfileDisplayNameFieldEvent {
        field: '$.profile.displayName';
        value: string;
    }
    interface IdentityPayloadProfileNamesFieldEvent {
        field: '$.profile.names[]';
        index: number;
        value: string;
    }
    interface IdentityPayloadProfileClaimsFieldEvent {
        field: '$.profile.claims[]';
        index: number;
        value: string;
    }
    function encode(obj: Partial<IdentityPayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<IdentityPayload>): IdentityPayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<IdentityPayload>): Generator<IdentityPayloadIdFieldEvent | IdentityPayloadKeyLogFieldEvent | IdentityPayloadSeqFieldEvent | IdentityPayloadExpiresAtFieldEvent | IdentityPayloadHomesFieldEvent | IdentityPayloadDevicesPeerIdFieldEvent | IdentityPayloadDevicesSealingKeyFieldEvent | IdentityPayloadDevicesSignatureFieldEvent | IdentityPayloadDevicesPublisherFieldEvent | IdentityPayloadListedNamesFieldEvent | IdentityPayloadProfileDisplayNameFieldEvent | IdentityPayloadProfileNamesFieldEvent | IdentityPayloadProfileClaimsFieldEvent>;
}
export interface SealedPayload {
    capability: Uint8Array<ArrayBuffer>;
    seq: number;
    expiresAt: number;
    nonce: Uint8Array<ArrayBuffer>;
    ciphertext: Uint8Array<ArrayBuffer>;
}
export declare namespace SealedPayload {
    const codec: () => Codec<SealedPayload>;
    interface SealedPayloadCapabilityFieldEvent {
        field: '$.capability';
        value: Uint8Array<ArrayBuffer>;
    }
    interface SealedPayloadSeqFieldEvent {
        field: '$.seq';
        value: number;
    }
    interface SealedPayloadExpiresAtFieldEvent {
        field: '$.expiresAt';
        value: number;
    }
    interface SealedPayloadNonceFieldEvent {
        field: '$.nonce';
        value: Uint8Array<ArrayBuffer>;
    }
    interface SealedPayloadCiphertextFieldEvent {
        field: '$.ciphertext';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<SealedPayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SealedPayload>): SealedPayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SealedPayload>): Generator<SealedPayloadCapabilityFieldEvent | SealedPayloadSeqFieldEvent | SealedPayloadExpiresAtFieldEvent | SealedPayloadNonceFieldEvent | SealedPayloadCiphertextFieldEvent>;
}
export interface LocationPayload {
    identityId: Uint8Array<ArrayBuffer>;
    peerId: Uint8Array<ArrayBuffer>;
    seq: number;
    expiresAt: number;
    relayAddresses: Uint8Array<ArrayBuffer>[];
    directAddresses: Uint8Array<ArrayBuffer>[];
}
export declare namespace LocationPayload {
    const codec: () => Codec<LocationPayload>;
    interface LocationPayloadIdentityIdFieldEvent {
        field: '$.identityId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface LocationPayloadPeerIdFieldEvent {
        field: '$.peerId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface LocationPayloadSeqFieldEvent {
        field: '$.seq';
        value: number;
    }
    interface LocationPayloadExpiresAtFieldEvent {
        field: '$.expiresAt';
        value: number;
    }
    interface LocationPayloadRelayAddressesFieldEvent {
        field: '$.relayAddresses[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface LocationPayloadDirectAddressesFieldEvent {
        field: '$.directAddresses[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<LocationPayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LocationPayload>): LocationPayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LocationPayload>): Generator<LocationPayloadIdentityIdFieldEvent | LocationPayloadPeerIdFieldEvent | LocationPayloadSeqFieldEvent | LocationPayloadExpiresAtFieldEvent | LocationPayloadRelayAddressesFieldEvent | LocationPayloadDirectAddressesFieldEvent>;
}
export interface WitnessPayload {
    witness: string;
    domain: string;
    key: Uint8Array<ArrayBuffer>;
    website: boolean;
    dns: boolean;
    seenAt: number;
}
export declare namespace WitnessPayload {
    const codec: () => Codec<WitnessPayload>;
    interface WitnessPayloadWitnessFieldEvent {
        field: '$.witness';
        value: string;
    }
    interface WitnessPayloadDomainFieldEvent {
        field: '$.domain';
        value: string;
    }
    interface WitnessPayloadKeyFieldEvent {
        field: '$.key';
        value: Uint8Array<ArrayBuffer>;
    }
    interface WitnessPayloadWebsiteFieldEvent {
        field: '$.website';
        value: boolean;
    }
    interface WitnessPayloadDnsFieldEvent {
        field: '$.dns';
        value: boolean;
    }
    interface WitnessPayloadSeenAtFieldEvent {
        field: '$.seenAt';
        value: number;
    }
    function encode(obj: Partial<WitnessPayload>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WitnessPayload>): WitnessPayload;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WitnessPayload>): Generator<WitnessPayloadWitnessFieldEvent | WitnessPayloadDomainFieldEvent | WitnessPayloadKeyFieldEvent | WitnessPayloadWebsiteFieldEvent | WitnessPayloadDnsFieldEvent | WitnessPayloadSeenAtFieldEvent>;
}
export interface SealedHome {
    domain: string;
    key: Uint8Array<ArrayBuffer>;
}
export declare namespace SealedHome {
    const codec: () => Codec<SealedHome>;
    interface SealedHomeDomainFieldEvent {
        field: '$.domain';
        value: string;
    }
    interface SealedHomeKeyFieldEvent {
        field: '$.key';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<SealedHome>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SealedHome>): SealedHome;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SealedHome>): Generator<SealedHomeDomainFieldEvent | SealedHomeKeyFieldEvent>;
}
export interface SealedContent {
    identityRecord: Uint8Array<ArrayBuffer>;
    homes: SealedHome[];
}
export declare namespace SealedContent {
    const codec: () => Codec<SealedContent>;
    interface SealedContentIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface SealedContentHomesDomainFieldEvent {
        field: '$.homes[].domain';
        value: string;
        index: number;
    }
    interface SealedContentHomesKeyFieldEvent {
        field: '$.homes[].key';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    function encode(obj: Partial<SealedContent>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SealedContent>): SealedContent;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SealedContent>): Generator<SealedContentIdentityRecordFieldEvent | SealedContentHomesDomainFieldEvent | SealedContentHomesKeyFieldEvent>;
}
