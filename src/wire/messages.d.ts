import type { Codec, DecodeOptions } from 'protons-runtime';
import type { Uint8ArrayList } from 'uint8arraylist';
export interface Frame {
    id: number;
    type: number;
    method: string;
    body: Uint8Array<ArrayBuffer>;
    code: string;
    message: string;
    retryAfterMs: number;
}
export declare namespace Frame {
    const codec: () => Codec<Frame>;
    interface FrameIdFieldEvent {
        field: '$.id';
        value: number;
    }
    interface FrameTypeFieldEvent {
        field: '$.type';
        value: number;
    }
    interface FrameMethodFieldEvent {
        field: '$.method';
        value: string;
    }
    interface FrameBodyFieldEvent {
        field: '$.body';
        value: Uint8Array<ArrayBuffer>;
    }
    interface FrameCodeFieldEvent {
        field: '$.code';
        value: string;
    }
    interface FrameMessageFieldEvent {
        field: '$.message';
        value: string;
    }
    interface FrameRetryAfterMsFieldEvent {
        field: '$.retryAfterMs';
        value: number;
    }
    function encode(obj: Partial<Frame>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Frame>): Frame;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Frame>): Generator<FrameIdFieldEvent | FrameTypeFieldEvent | FrameMethodFieldEvent | FrameBodyFieldEvent | FrameCodeFieldEvent | FrameMessageFieldEvent | FrameRetryAfterMsFieldEvent>;
}
export interface RecordEntry {
    routingKey: Uint8Array<ArrayBuffer>;
    envelope: Uint8Array<ArrayBuffer>;
}
export declare namespace RecordEntry {
    const codec: () => Codec<RecordEntry>;
    interface RecordEntryRoutingKeyFieldEvent {
        field: '$.routingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface RecordEntryEnvelopeFieldEvent {
        field: '$.envelope';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<RecordEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RecordEntry>): RecordEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RecordEntry>): Generator<RecordEntryRoutingKeyFieldEvent | RecordEntryEnvelopeFieldEvent>;
}
export interface DescribeRequest {
}
export declare namespace DescribeRequest {
    const codec: () => Codec<DescribeRequest>;
    function encode(obj: Partial<DescribeRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DescribeRequest>): DescribeRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DescribeRequest>): Generator<{}>;
}
export interface DescribeResponse {
    domainRecord: Uint8Array<ArrayBuffer>;
    time: number;
    observedAddress: Uint8Array<ArrayBuffer>;
}
export declare namespace DescribeResponse {
    const codec: () => Codec<DescribeResponse>;
    interface DescribeResponseDomainRecordFieldEvent {
        field: '$.domainRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface DescribeResponseTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    interface DescribeResponseObservedAddressFieldEvent {
        field: '$.observedAddress';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<DescribeResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DescribeResponse>): DescribeResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<DescribeResponse>): Generator<DescribeResponseDomainRecordFieldEvent | DescribeResponseTimeFieldEvent | DescribeResponseObservedAddressFieldEvent>;
}
export interface ResolveRequest {
    name: string;
    id: Uint8Array<ArrayBuffer>;
    policy: string;
}
export declare namespace ResolveRequest {
    const codec: () => Codec<ResolveRequest>;
    interface ResolveRequestNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface ResolveRequestIdFieldEvent {
        field: '$.id';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ResolveRequestPolicyFieldEvent {
        field: '$.policy';
        value: string;
    }
    function encode(obj: Partial<ResolveRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ResolveRequest>): ResolveRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ResolveRequest>): Generator<ResolveRequestNameFieldEvent | ResolveRequestIdFieldEvent | ResolveRequestPolicyFieldEvent>;
}
export interface ResolveResponse {
    domainRecord: Uint8Array<ArrayBuffer>;
    nameRecord: Uint8Array<ArrayBuffer>;
    identityRecord: Uint8Array<ArrayBuffer>;
    locations: Uint8Array<ArrayBuffer>[];
    homeRecords: Uint8Array<ArrayBuffer>[];
    source: string;
    answers: number;
    needed: number;
}
export declare namespace ResolveResponse {
    const codec: () => Codec<ResolveResponse>;
    interface ResolveResponseDomainRecordFieldEvent {
        field: '$.domainRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ResolveResponseNameRecordFieldEvent {
        field: '$.nameRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ResolveResponseIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ResolveResponseLocationsFieldEvent {
        field: '$.locations[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface ResolveResponseHomeRecordsFieldEvent {
        field: '$.homeRecords[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface ResolveResponseSourceFieldEvent {
        field: '$.source';
        value: string;
    }
    interface ResolveResponseAnswersFieldEvent {
        field: '$.answers';
        value: number;
    }
    interface ResolveResponseNeededFieldEvent {
        field: '$.needed';
        value: number;
    }
    function encode(obj: Partial<ResolveResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ResolveResponse>): ResolveResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ResolveResponse>): Generator<ResolveResponseDomainRecordFieldEvent | ResolveResponseNameRecordFieldEvent | ResolveResponseIdentityRecordFieldEvent | ResolveResponseLocationsFieldEvent | ResolveResponseHomeRecordsFieldEvent | ResolveResponseSourceFieldEvent | ResolveResponseAnswersFieldEvent | ResolveResponseNeededFieldEvent>;
}
export interface FindRequest {
    routingKeys: Uint8Array<ArrayBuffer>[];
    policy: string;
}
export declare namespace FindRequest {
    const codec: () => Codec<FindRequest>;
    interface FindRequestRoutingKeysFieldEvent {
        field: '$.routingKeys[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface FindRequestPolicyFieldEvent {
        field: '$.policy';
        value: string;
    }
    function encode(obj: Partial<FindRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FindRequest>): FindRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FindRequest>): Generator<FindRequestRoutingKeysFieldEvent | FindRequestPolicyFieldEvent>;
}
export interface FoundRecord {
    envelope: Uint8Array<ArrayBuffer>;
    answers: number;
    needed: number;
}
export declare namespace FoundRecord {
    const codec: () => Codec<FoundRecord>;
    interface FoundRecordEnvelopeFieldEvent {
        field: '$.envelope';
        value: Uint8Array<ArrayBuffer>;
    }
    interface FoundRecordAnswersFieldEvent {
        field: '$.answers';
        value: number;
    }
    interface FoundRecordNeededFieldEvent {
        field: '$.needed';
        value: number;
    }
    function encode(obj: Partial<FoundRecord>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FoundRecord>): FoundRecord;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FoundRecord>): Generator<FoundRecordEnvelopeFieldEvent | FoundRecordAnswersFieldEvent | FoundRecordNeededFieldEvent>;
}
export interface FindResponse {
    records: FoundRecord[];
}
export declare namespace FindResponse {
    const codec: () => Codec<FindResponse>;
    interface FindResponseRecordsEnvelopeFieldEvent {
        field: '$.records[].envelope';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface FindResponseRecordsAnswersFieldEvent {
        field: '$.records[].answers';
        value: number;
        index: number;
    }
    interface FindResponseRecordsNeededFieldEvent {
        field: '$.records[].needed';
        value: number;
        index: number;
    }
    function encode(obj: Partial<FindResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FindResponse>): FindResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FindResponse>): Generator<FindResponseRecordsEnvelopeFieldEvent | FindResponseRecordsAnswersFieldEvent | FindResponseRecordsNeededFieldEvent>;
}
export interface RegisterRequest {
    name: string;
    identityRecord: Uint8Array<ArrayBuffer>;
    token: string;
}
export declare namespace RegisterRequest {
    const codec: () => Codec<RegisterRequest>;
    interface RegisterRequestNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface RegisterRequestIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface RegisterRequestTokenFieldEvent {
        field: '$.token';
        value: string;
    }
    function encode(obj: Partial<RegisterRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RegisterRequest>): RegisterRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RegisterRequest>): Generator<RegisterRequestNameFieldEvent | RegisterRequestIdentityRecordFieldEvent | RegisterRequestTokenFieldEvent>;
}
export interface RegisterResponse {
    nameRecord: Uint8Array<ArrayBuffer>;
    holders: number;
    needed: number;
}
export declare namespace RegisterResponse {
    const codec: () => Codec<RegisterResponse>;
    interface RegisterResponseNameRecordFieldEvent {
        field: '$.nameRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface RegisterResponseHoldersFieldEvent {
        field: '$.holders';
        value: number;
    }
    interface RegisterResponseNeededFieldEvent {
        field: '$.needed';
        value: number;
    }
    function encode(obj: Partial<RegisterResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RegisterResponse>): RegisterResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RegisterResponse>): Generator<RegisterResponseNameRecordFieldEvent | RegisterResponseHoldersFieldEvent | RegisterResponseNeededFieldEvent>;
}
export interface MoveNameRequest {
    name: string;
    movedTo: string;
    identityRecord: Uint8Array<ArrayBuffer>;
}
export declare namespace MoveNameRequest {
    const codec: () => Codec<MoveNameRequest>;
    interface MoveNameRequestNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface MoveNameRequestMovedToFieldEvent {
        field: '$.movedTo';
        value: string;
    }
    interface MoveNameRequestIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<MoveNameRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<MoveNameRequest>): MoveNameRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<MoveNameRequest>): Generator<MoveNameRequestNameFieldEvent | MoveNameRequestMovedToFieldEvent | MoveNameRequestIdentityRecordFieldEvent>;
}
export interface MoveNameResponse {
    nameRecord: Uint8Array<ArrayBuffer>;
    holders: number;
    needed: number;
}
export declare namespace MoveNameResponse {
    const codec: () => Codec<MoveNameResponse>;
    interface MoveNameResponseNameRecordFieldEvent {
        field: '$.nameRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface MoveNameResponseHoldersFieldEvent {
        field: '$.holders';
        value: number;
    }
    interface MoveNameResponseNeededFieldEvent {
        field: '$.needed';
        value: number;
    }
    function encode(obj: Partial<MoveNameResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<MoveNameResponse>): MoveNameResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<MoveNameResponse>): Generator<MoveNameResponseNameRecordFieldEvent | MoveNameResponseHoldersFieldEvent | MoveNameResponseNeededFieldEvent>;
}
export interface PublishRequest {
    records: RecordEntry[];
}
export declare namespace PublishRequest {
    const codec: () => Codec<PublishRequest>;
    interface PublishRequestRecordsRoutingKeyFieldEvent {
        field: '$.records[].routingKey';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PublishRequestRecordsEnvelopeFieldEvent {
        field: '$.records[].envelope';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    function encode(obj: Partial<PublishRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PublishRequest>): PublishRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PublishRequest>): Generator<PublishRequestRecordsRoutingKeyFieldEvent | PublishRequestRecordsEnvelopeFieldEvent>;
}
export interface PublishResult {
    outcome: string;
    holders: number;
    needed: number;
    code: string;
    message: string;
    current: Uint8Array<ArrayBuffer>;
    retryAfterMs: number;
}
export declare namespace PublishResult {
    const codec: () => Codec<PublishResult>;
    interface PublishResultOutcomeFieldEvent {
        field: '$.outcome';
        value: string;
    }
    interface PublishResultHoldersFieldEvent {
        field: '$.holders';
        value: number;
    }
    interface PublishResultNeededFieldEvent {
        field: '$.needed';
        value: number;
    }
    interface PublishResultCodeFieldEvent {
        field: '$.code';
        value: string;
    }
    interface PublishResultMessageFieldEvent {
        field: '$.message';
        value: string;
    }
    interface PublishResultCurrentFieldEvent {
        field: '$.current';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PublishResultRetryAfterMsFieldEvent {
        field: '$.retryAfterMs';
        value: number;
    }
    function encode(obj: Partial<PublishResult>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PublishResult>): PublishResult;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PublishResult>): Generator<PublishResultOutcomeFieldEvent | PublishResultHoldersFieldEvent | PublishResultNeededFieldEvent | PublishResultCodeFieldEvent | PublishResultMessageFieldEvent | PublishResultCurrentFieldEvent | PublishResultRetryAfterMsFieldEvent>;
}
export interface PublishResponse {
    results: PublishResult[];
    time: number;
}
export declare namespace PublishResponse {
    const codec: () => Codec<PublishResponse>;
    interface PublishResponseResultsOutcomeFieldEvent {
        field: '$.results[].outcome';
        value: string;
        index: number;
    }
    interface PublishResponseResultsHoldersFieldEvent {
        field: '$.results[].holders';
        value: number;
        index: number;
    }
    interface PublishResponseResultsNeededFieldEvent {
        field: '$.results[].needed';
        value: number;
        index: number;
    }
    interface PublishResponseResultsCodeFieldEvent {
        field: '$.results[].code';
        value: string;
        index: number;
    }
    interface PublishResponseResultsMessageFieldEvent {
        field: '$.results[].message';
        value: string;
        index: number;
    }
    interface PublishResponseResultsCurrentFieldEvent {
        field: '$.results[].current';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PublishResponseResultsRetryAfterMsFieldEvent {
        field: '$.results[].retryAfterMs';
        value: number;
        index: number;
    }
    interface PublishResponseTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    function encode(obj: Partial<PublishResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PublishResponse>): PublishResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PublishResponse>): Generator<PublishResponseResultsOutcomeFieldEvent | PublishResponseResultsHoldersFieldEvent | PublishResponseResultsNeededFieldEvent | PublishResponseResultsCodeFieldEvent | PublishResponseResultsMessageFieldEvent | PublishResponseResultsCurrentFieldEvent | PublishResponseResultsRetryAfterMsFieldEvent | PublishResponseTimeFieldEvent>;
}
export interface PutLocationRequest {
    envelope: Uint8Array<ArrayBuffer>;
    identityRecord: Uint8Array<ArrayBuffer>;
}
export declare namespace PutLocationRequest {
    const codec: () => Codec<PutLocationRequest>;
    interface PutLocationRequestEnvelopeFieldEvent {
        field: '$.envelope';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutLocationRequestIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<PutLocationRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutLocationRequest>): PutLocationRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutLocationRequest>): Generator<PutLocationRequestEnvelopeFieldEvent | PutLocationRequestIdentityRecordFieldEvent>;
}
export interface PutLocationResponse {
    expiresAt: number;
}
export declare namespace PutLocationResponse {
    const codec: () => Codec<PutLocationResponse>;
    interface PutLocationResponseExpiresAtFieldEvent {
        field: '$.expiresAt';
        value: number;
    }
    function encode(obj: Partial<PutLocationResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutLocationResponse>): PutLocationResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutLocationResponse>): Generator<PutLocationResponseExpiresAtFieldEvent>;
}
export interface LocateRequest {
    identityId: Uint8Array<ArrayBuffer>;
}
export declare namespace LocateRequest {
    const codec: () => Codec<LocateRequest>;
    interface LocateRequestIdentityIdFieldEvent {
        field: '$.identityId';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<LocateRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LocateRequest>): LocateRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LocateRequest>): Generator<LocateRequestIdentityIdFieldEvent>;
}
export interface LocateResponse {
    locations: Uint8Array<ArrayBuffer>[];
}
export declare namespace LocateResponse {
    const codec: () => Codec<LocateResponse>;
    interface LocateResponseLocationsFieldEvent {
        field: '$.locations[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<LocateResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LocateResponse>): LocateResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LocateResponse>): Generator<LocateResponseLocationsFieldEvent>;
}
export interface WitnessRequest {
    domain: string;
}
export declare namespace WitnessRequest {
    const codec: () => Codec<WitnessRequest>;
    interface WitnessRequestDomainFieldEvent {
        field: '$.domain';
        value: string;
    }
    function encode(obj: Partial<WitnessRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WitnessRequest>): WitnessRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WitnessRequest>): Generator<WitnessRequestDomainFieldEvent>;
}
export interface WitnessResponse {
    statements: Uint8Array<ArrayBuffer>[];
}
export declare namespace WitnessResponse {
    const codec: () => Codec<WitnessResponse>;
    interface WitnessResponseStatementsFieldEvent {
        field: '$.statements[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<WitnessResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WitnessResponse>): WitnessResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WitnessResponse>): Generator<WitnessResponseStatementsFieldEvent>;
}
export interface CheckProofsRequest {
    claims: string[];
    identityId: Uint8Array<ArrayBuffer>;
}
export declare namespace CheckProofsRequest {
    const codec: () => Codec<CheckProofsRequest>;
    interface CheckProofsRequestClaimsFieldEvent {
        field: '$.claims[]';
        index: number;
        value: string;
    }
    interface CheckProofsRequestIdentityIdFieldEvent {
        field: '$.identityId';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<CheckProofsRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CheckProofsRequest>): CheckProofsRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CheckProofsRequest>): Generator<CheckProofsRequestClaimsFieldEvent | CheckProofsRequestIdentityIdFieldEvent>;
}
export interface ProofOutcome {
    claim: string;
    result: string;
    detail: string;
    checkedAt: number;
    evidence: Uint8Array<ArrayBuffer>;
}
export declare namespace ProofOutcome {
    const codec: () => Codec<ProofOutcome>;
    interface ProofOutcomeClaimFieldEvent {
        field: '$.claim';
        value: string;
    }
    interface ProofOutcomeResultFieldEvent {
        field: '$.result';
        value: string;
    }
    interface ProofOutcomeDetailFieldEvent {
        field: '$.detail';
        value: string;
    }
    interface ProofOutcomeCheckedAtFieldEvent {
        field: '$.checkedAt';
        value: number;
    }
    interface ProofOutcomeEvidenceFieldEvent {
        field: '$.evidence';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<ProofOutcome>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ProofOutcome>): ProofOutcome;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ProofOutcome>): Generator<ProofOutcomeClaimFieldEvent | ProofOutcomeResultFieldEvent | ProofOutcomeDetailFieldEvent | ProofOutcomeCheckedAtFieldEvent | ProofOutcomeEvidenceFieldEvent>;
}
export interface CheckProofsResponse {
    outcomes: ProofOutcome[];
}
export declare namespace CheckProofsResponse {
    const codec: () => Codec<CheckProofsResponse>;
    interface CheckProofsResponseOutcomesClaimFieldEvent {
        field: '$.outcomes[].claim';
        value: string;
        index: number;
    }
    interface CheckProofsResponseOutcomesResultFieldEvent {
        field: '$.outcomes[].result';
        value: string;
        index: number;
    }
    interface CheckProofsResponseOutcomesDetailFieldEvent {
        field: '$.outcomes[].detail';
        value: string;
        index: number;
    }
    interface CheckProofsResponseOutcomesCheckedAtFieldEvent {
        field: '$.outcomes[].checkedAt';
        value: number;
        index: number;
    }
    interface CheckProofsResponseOutcomesEvidenceFieldEvent {
        field: '$.outcomes[].evidence';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    function encode(obj: Partial<CheckProofsResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CheckProofsResponse>): CheckProofsResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CheckProofsResponse>): Generator<CheckProofsResponseOutcomesClaimFieldEvent | CheckProofsResponseOutcomesResultFieldEvent | CheckProofsResponseOutcomesDetailFieldEvent | CheckProofsResponseOutcomesCheckedAtFieldEvent | CheckProofsResponseOutcomesEvidenceFieldEvent>;
}
export interface HoldersRequest {
    routingKey: Uint8Array<ArrayBuffer>;
}
export declare namespace HoldersRequest {
    const codec: () => Codec<HoldersRequest>;
    interface HoldersRequestRoutingKeyFieldEvent {
        field: '$.routingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<HoldersRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HoldersRequest>): HoldersRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HoldersRequest>): Generator<HoldersRequestRoutingKeyFieldEvent>;
}
export interface SeatedNode {
    peerId: Uint8Array<ArrayBuffer>;
    multiaddrs: Uint8Array<ArrayBuffer>[];
    domainRecord: Uint8Array<ArrayBuffer>;
}
export declare namespace SeatedNode {
    const codec: () => Codec<SeatedNode>;
    interface SeatedNodePeerIdFieldEvent {
        field: '$.peerId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface SeatedNodeMultiaddrsFieldEvent {
        field: '$.multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface SeatedNodeDomainRecordFieldEvent {
        field: '$.domainRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<SeatedNode>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SeatedNode>): SeatedNode;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SeatedNode>): Generator<SeatedNodePeerIdFieldEvent | SeatedNodeMultiaddrsFieldEvent | SeatedNodeDomainRecordFieldEvent>;
}
export interface HoldersResponse {
    nodes: SeatedNode[];
}
export declare namespace HoldersResponse {
    const codec: () => Codec<HoldersResponse>;
    interface HoldersResponseNodesPeerIdFieldEvent {
        field: '$.nodes[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface HoldersResponseNodesMultiaddrsFieldEvent {
        field: '$.nodes[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface HoldersResponseNodesDomainRecordFieldEvent {
        field: '$.nodes[].domainRecord';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    function encode(obj: Partial<HoldersResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HoldersResponse>): HoldersResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HoldersResponse>): Generator<HoldersResponseNodesPeerIdFieldEvent | HoldersResponseNodesMultiaddrsFieldEvent | HoldersResponseNodesDomainRecordFieldEvent>;
}
export interface RaiseCircuitRequest {
    caller: Uint8Array<ArrayBuffer>;
}
export declare namespace RaiseCircuitRequest {
    const codec: () => Codec<RaiseCircuitRequest>;
    interface RaiseCircuitRequestCallerFieldEvent {
        field: '$.caller';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<RaiseCircuitRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RaiseCircuitRequest>): RaiseCircuitRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RaiseCircuitRequest>): Generator<RaiseCircuitRequestCallerFieldEvent>;
}
export interface RaiseCircuitResponse {
    maxBytes: number;
    endsAt: number;
}
export declare namespace RaiseCircuitResponse {
    const codec: () => Codec<RaiseCircuitResponse>;
    interface RaiseCircuitResponseMaxBytesFieldEvent {
        field: '$.maxBytes';
        value: number;
    }
    interface RaiseCircuitResponseEndsAtFieldEvent {
        field: '$.endsAt';
        value: number;
    }
    function encode(obj: Partial<RaiseCircuitResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RaiseCircuitResponse>): RaiseCircuitResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RaiseCircuitResponse>): Generator<RaiseCircuitResponseMaxBytesFieldEvent | RaiseCircuitResponseEndsAtFieldEvent>;
}
export interface PutVaultRequest {
    name: string;
    identityId: Uint8Array<ArrayBuffer>;
    fetchKey: Uint8Array<ArrayBuffer>;
    vault: Uint8Array<ArrayBuffer>;
    time: number;
    signature: Uint8Array<ArrayBuffer>;
    renewal: boolean;
}
export declare namespace PutVaultRequest {
    const codec: () => Codec<PutVaultRequest>;
    interface PutVaultRequestNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface PutVaultRequestIdentityIdFieldEvent {
        field: '$.identityId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutVaultRequestFetchKeyFieldEvent {
        field: '$.fetchKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutVaultRequestVaultFieldEvent {
        field: '$.vault';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutVaultRequestTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    interface PutVaultRequestSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutVaultRequestRenewalFieldEvent {
        field: '$.renewal';
        value: boolean;
    }
    function encode(obj: Partial<PutVaultRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutVaultRequest>): PutVaultRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutVaultRequest>): Generator<PutVaultRequestNameFieldEvent | PutVaultRequestIdentityIdFieldEvent | PutVaultRequestFetchKeyFieldEvent | PutVaultRequestVaultFieldEvent | PutVaultRequestTimeFieldEvent | PutVaultRequestSignatureFieldEvent | PutVaultRequestRenewalFieldEvent>;
}
export interface PutVaultResponse {
}
export declare namespace PutVaultResponse {
    const codec: () => Codec<PutVaultResponse>;
    function encode(obj: Partial<PutVaultResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutVaultResponse>): PutVaultResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutVaultResponse>): Generator<{}>;
}
export interface GetVaultRequest {
    name: string;
    fetchKey: Uint8Array<ArrayBuffer>;
    time: number;
    signature: Uint8Array<ArrayBuffer>;
}
export declare namespace GetVaultRequest {
    const codec: () => Codec<GetVaultRequest>;
    interface GetVaultRequestNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface GetVaultRequestFetchKeyFieldEvent {
        field: '$.fetchKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetVaultRequestTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    interface GetVaultRequestSignatureFieldEvent {
        field: '$.signature';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<GetVaultRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetVaultRequest>): GetVaultRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetVaultRequest>): Generator<GetVaultRequestNameFieldEvent | GetVaultRequestFetchKeyFieldEvent | GetVaultRequestTimeFieldEvent | GetVaultRequestSignatureFieldEvent>;
}
export interface GetVaultResponse {
    vault: Uint8Array<ArrayBuffer>;
}
export declare namespace GetVaultResponse {
    const codec: () => Codec<GetVaultResponse>;
    interface GetVaultResponseVaultFieldEvent {
        field: '$.vault';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<GetVaultResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetVaultResponse>): GetVaultResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetVaultResponse>): Generator<GetVaultResponseVaultFieldEvent>;
}
export interface NodeEntry {
    peerId: Uint8Array<ArrayBuffer>;
    multiaddrs: Uint8Array<ArrayBuffer>[];
}
export declare namespace NodeEntry {
    const codec: () => Codec<NodeEntry>;
    interface NodeEntryPeerIdFieldEvent {
        field: '$.peerId';
        value: Uint8Array<ArrayBuffer>;
    }
    interface NodeEntryMultiaddrsFieldEvent {
        field: '$.multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<NodeEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<NodeEntry>): NodeEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<NodeEntry>): Generator<NodeEntryPeerIdFieldEvent | NodeEntryMultiaddrsFieldEvent>;
}
export interface PutEntry {
    routingKey: Uint8Array<ArrayBuffer>;
    envelope: Uint8Array<ArrayBuffer>;
    view: Uint8Array<ArrayBuffer>;
    account?: string;
}
export declare namespace PutEntry {
    const codec: () => Codec<PutEntry>;
    interface PutEntryRoutingKeyFieldEvent {
        field: '$.routingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutEntryEnvelopeFieldEvent {
        field: '$.envelope';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutEntryViewFieldEvent {
        field: '$.view';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutEntryAccountFieldEvent {
        field: '$.account';
        value: string;
    }
    function encode(obj: Partial<PutEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutEntry>): PutEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutEntry>): Generator<PutEntryRoutingKeyFieldEvent | PutEntryEnvelopeFieldEvent | PutEntryViewFieldEvent | PutEntryAccountFieldEvent>;
}
export interface PutRequest {
    entries: PutEntry[];
}
export declare namespace PutRequest {
    const codec: () => Codec<PutRequest>;
    interface PutRequestEntriesRoutingKeyFieldEvent {
        field: '$.entries[].routingKey';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PutRequestEntriesEnvelopeFieldEvent {
        field: '$.entries[].envelope';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PutRequestEntriesViewFieldEvent {
        field: '$.entries[].view';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PutRequestEntriesAccountFieldEvent {
        field: '$.entries[].account';
        value: string;
        index: number;
    }
    function encode(obj: Partial<PutRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutRequest>): PutRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutRequest>): Generator<PutRequestEntriesRoutingKeyFieldEvent | PutRequestEntriesEnvelopeFieldEvent | PutRequestEntriesViewFieldEvent | PutRequestEntriesAccountFieldEvent>;
}
export interface PutResult {
    outcome: string;
    code: string;
    message: string;
    current: Uint8Array<ArrayBuffer>;
    closer: NodeEntry[];
    retryAfterMs: number;
}
export declare namespace PutResult {
    const codec: () => Codec<PutResult>;
    interface PutResultOutcomeFieldEvent {
        field: '$.outcome';
        value: string;
    }
    interface PutResultCodeFieldEvent {
        field: '$.code';
        value: string;
    }
    interface PutResultMessageFieldEvent {
        field: '$.message';
        value: string;
    }
    interface PutResultCurrentFieldEvent {
        field: '$.current';
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutResultCloserPeerIdFieldEvent {
        field: '$.closer[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PutResultCloserMultiaddrsFieldEvent {
        field: '$.closer[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutResultRetryAfterMsFieldEvent {
        field: '$.retryAfterMs';
        value: number;
    }
    function encode(obj: Partial<PutResult>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutResult>): PutResult;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutResult>): Generator<PutResultOutcomeFieldEvent | PutResultCodeFieldEvent | PutResultMessageFieldEvent | PutResultCurrentFieldEvent | PutResultCloserPeerIdFieldEvent | PutResultCloserMultiaddrsFieldEvent | PutResultRetryAfterMsFieldEvent>;
}
export interface PutResponse {
    results: PutResult[];
    time: number;
}
export declare namespace PutResponse {
    const codec: () => Codec<PutResponse>;
    interface PutResponseResultsOutcomeFieldEvent {
        field: '$.results[].outcome';
        value: string;
        index: number;
    }
    interface PutResponseResultsCodeFieldEvent {
        field: '$.results[].code';
        value: string;
        index: number;
    }
    interface PutResponseResultsMessageFieldEvent {
        field: '$.results[].message';
        value: string;
        index: number;
    }
    interface PutResponseResultsCurrentFieldEvent {
        field: '$.results[].current';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PutResponseResultsCloserPeerIdFieldEvent {
        field: '$.results[].closer[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface PutResponseResultsCloserMultiaddrsFieldEvent {
        field: '$.results[].closer[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface PutResponseResultsRetryAfterMsFieldEvent {
        field: '$.results[].retryAfterMs';
        value: number;
        index: number;
    }
    interface PutResponseTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    function encode(obj: Partial<PutResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutResponse>): PutResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<PutResponse>): Generator<PutResponseResultsOutcomeFieldEvent | PutResponseResultsCodeFieldEvent | PutResponseResultsMessageFieldEvent | PutResponseResultsCurrentFieldEvent | PutResponseResultsCloserPeerIdFieldEvent | PutResponseResultsCloserMultiaddrsFieldEvent | PutResponseResultsRetryAfterMsFieldEvent | PutResponseTimeFieldEvent>;
}
export interface GetEntry {
    routingKey: Uint8Array<ArrayBuffer>;
    view: Uint8Array<ArrayBuffer>;
    digestOnly: boolean;
}
export declare namespace GetEntry {
    const codec: () => Codec<GetEntry>;
    interface GetEntryRoutingKeyFieldEvent {
        field: '$.routingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetEntryViewFieldEvent {
        field: '$.view';
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetEntryDigestOnlyFieldEvent {
        field: '$.digestOnly';
        value: boolean;
    }
    function encode(obj: Partial<GetEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetEntry>): GetEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetEntry>): Generator<GetEntryRoutingKeyFieldEvent | GetEntryViewFieldEvent | GetEntryDigestOnlyFieldEvent>;
}
export interface GetRequest {
    entries: GetEntry[];
}
export declare namespace GetRequest {
    const codec: () => Codec<GetRequest>;
    interface GetRequestEntriesRoutingKeyFieldEvent {
        field: '$.entries[].routingKey';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface GetRequestEntriesViewFieldEvent {
        field: '$.entries[].view';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface GetRequestEntriesDigestOnlyFieldEvent {
        field: '$.entries[].digestOnly';
        value: boolean;
        index: number;
    }
    function encode(obj: Partial<GetRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetRequest>): GetRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetRequest>): Generator<GetRequestEntriesRoutingKeyFieldEvent | GetRequestEntriesViewFieldEvent | GetRequestEntriesDigestOnlyFieldEvent>;
}
export interface GetResult {
    envelope: Uint8Array<ArrayBuffer>;
    seq: number;
    payloadHash: Uint8Array<ArrayBuffer>;
    closer: NodeEntry[];
    account?: string;
}
export declare namespace GetResult {
    const codec: () => Codec<GetResult>;
    interface GetResultEnvelopeFieldEvent {
        field: '$.envelope';
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetResultSeqFieldEvent {
        field: '$.seq';
        value: number;
    }
    interface GetResultPayloadHashFieldEvent {
        field: '$.payloadHash';
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetResultCloserPeerIdFieldEvent {
        field: '$.closer[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface GetResultCloserMultiaddrsFieldEvent {
        field: '$.closer[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetResultAccountFieldEvent {
        field: '$.account';
        value: string;
    }
    function encode(obj: Partial<GetResult>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetResult>): GetResult;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetResult>): Generator<GetResultEnvelopeFieldEvent | GetResultSeqFieldEvent | GetResultPayloadHashFieldEvent | GetResultCloserPeerIdFieldEvent | GetResultCloserMultiaddrsFieldEvent | GetResultAccountFieldEvent>;
}
export interface GetResponse {
    results: GetResult[];
}
export declare namespace GetResponse {
    const codec: () => Codec<GetResponse>;
    interface GetResponseResultsEnvelopeFieldEvent {
        field: '$.results[].envelope';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface GetResponseResultsSeqFieldEvent {
        field: '$.results[].seq';
        value: number;
        index: number;
    }
    interface GetResponseResultsPayloadHashFieldEvent {
        field: '$.results[].payloadHash';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface GetResponseResultsCloserPeerIdFieldEvent {
        field: '$.results[].closer[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface GetResponseResultsCloserMultiaddrsFieldEvent {
        field: '$.results[].closer[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface GetResponseResultsAccountFieldEvent {
        field: '$.results[].account';
        value: string;
        index: number;
    }
    function encode(obj: Partial<GetResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetResponse>): GetResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<GetResponse>): Generator<GetResponseResultsEnvelopeFieldEvent | GetResponseResultsSeqFieldEvent | GetResponseResultsPayloadHashFieldEvent | GetResponseResultsCloserPeerIdFieldEvent | GetResponseResultsCloserMultiaddrsFieldEvent | GetResponseResultsAccountFieldEvent>;
}
export interface OperatorsRequest {
}
export declare namespace OperatorsRequest {
    const codec: () => Codec<OperatorsRequest>;
    function encode(obj: Partial<OperatorsRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<OperatorsRequest>): OperatorsRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<OperatorsRequest>): Generator<{}>;
}
export interface OperatorsResponse {
    nodes: NodeEntry[];
}
export declare namespace OperatorsResponse {
    const codec: () => Codec<OperatorsResponse>;
    interface OperatorsResponseNodesPeerIdFieldEvent {
        field: '$.nodes[].peerId';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface OperatorsResponseNodesMultiaddrsFieldEvent {
        field: '$.nodes[].multiaddrs[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<OperatorsResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<OperatorsResponse>): OperatorsResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<OperatorsResponse>): Generator<OperatorsResponseNodesPeerIdFieldEvent | OperatorsResponseNodesMultiaddrsFieldEvent>;
}
export interface ListRequest {
    after: Uint8Array<ArrayBuffer>;
}
export declare namespace ListRequest {
    const codec: () => Codec<ListRequest>;
    interface ListRequestAfterFieldEvent {
        field: '$.after';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<ListRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ListRequest>): ListRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ListRequest>): Generator<ListRequestAfterFieldEvent>;
}
export interface ListEntry {
    routingKey: Uint8Array<ArrayBuffer>;
    digest: Uint8Array<ArrayBuffer>;
}
export declare namespace ListEntry {
    const codec: () => Codec<ListEntry>;
    interface ListEntryRoutingKeyFieldEvent {
        field: '$.routingKey';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ListEntryDigestFieldEvent {
        field: '$.digest';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<ListEntry>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ListEntry>): ListEntry;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ListEntry>): Generator<ListEntryRoutingKeyFieldEvent | ListEntryDigestFieldEvent>;
}
export interface ListResponse {
    entries: ListEntry[];
    next: Uint8Array<ArrayBuffer>;
}
export declare namespace ListResponse {
    const codec: () => Codec<ListResponse>;
    interface ListResponseEntriesRoutingKeyFieldEvent {
        field: '$.entries[].routingKey';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface ListResponseEntriesDigestFieldEvent {
        field: '$.entries[].digest';
        value: Uint8Array<ArrayBuffer>;
        index: number;
    }
    interface ListResponseNextFieldEvent {
        field: '$.next';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<ListResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ListResponse>): ListResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ListResponse>): Generator<ListResponseEntriesRoutingKeyFieldEvent | ListResponseEntriesDigestFieldEvent | ListResponseNextFieldEvent>;
}
export interface IntroduceRequest {
    domainRecord: Uint8Array<ArrayBuffer>;
}
export declare namespace IntroduceRequest {
    const codec: () => Codec<IntroduceRequest>;
    interface IntroduceRequestDomainRecordFieldEvent {
        field: '$.domainRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<IntroduceRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<IntroduceRequest>): IntroduceRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<IntroduceRequest>): Generator<IntroduceRequestDomainRecordFieldEvent>;
}
export interface IntroduceResponse {
    domainRecord: Uint8Array<ArrayBuffer>;
    time: number;
}
export declare namespace IntroduceResponse {
    const codec: () => Codec<IntroduceResponse>;
    interface IntroduceResponseDomainRecordFieldEvent {
        field: '$.domainRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface IntroduceResponseTimeFieldEvent {
        field: '$.time';
        value: number;
    }
    function encode(obj: Partial<IntroduceResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<IntroduceResponse>): IntroduceResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<IntroduceResponse>): Generator<IntroduceResponseDomainRecordFieldEvent | IntroduceResponseTimeFieldEvent>;
}
export interface HelloRequest {
    identityRecord: Uint8Array<ArrayBuffer>;
    name: string;
    domainRecord: Uint8Array<ArrayBuffer>;
    nameRecord: Uint8Array<ArrayBuffer>;
    addresses: Uint8Array<ArrayBuffer>[];
    capability: Uint8Array<ArrayBuffer>;
    mac: Uint8Array<ArrayBuffer>;
}
export declare namespace HelloRequest {
    const codec: () => Codec<HelloRequest>;
    interface HelloRequestIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface HelloRequestNameFieldEvent {
        field: '$.name';
        value: string;
    }
    interface HelloRequestDomainRecordFieldEvent {
        field: '$.domainRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface HelloRequestNameRecordFieldEvent {
        field: '$.nameRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface HelloRequestAddressesFieldEvent {
        field: '$.addresses[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    interface HelloRequestCapabilityFieldEvent {
        field: '$.capability';
        value: Uint8Array<ArrayBuffer>;
    }
    interface HelloRequestMacFieldEvent {
        field: '$.mac';
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<HelloRequest>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HelloRequest>): HelloRequest;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HelloRequest>): Generator<HelloRequestIdentityRecordFieldEvent | HelloRequestNameFieldEvent | HelloRequestDomainRecordFieldEvent | HelloRequestNameRecordFieldEvent | HelloRequestAddressesFieldEvent | HelloRequestCapabilityFieldEvent | HelloRequestMacFieldEvent>;
}
export interface HelloResponse {
    accepted: boolean;
    identityRecord: Uint8Array<ArrayBuffer>;
    addresses: Uint8Array<ArrayBuffer>[];
}
export declare namespace HelloResponse {
    const codec: () => Codec<HelloResponse>;
    interface HelloResponseAcceptedFieldEvent {
        field: '$.accepted';
        value: boolean;
    }
    interface HelloResponseIdentityRecordFieldEvent {
        field: '$.identityRecord';
        value: Uint8Array<ArrayBuffer>;
    }
    interface HelloResponseAddressesFieldEvent {
        field: '$.addresses[]';
        index: number;
        value: Uint8Array<ArrayBuffer>;
    }
    function encode(obj: Partial<HelloResponse>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HelloResponse>): HelloResponse;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HelloResponse>): Generator<HelloResponseAcceptedFieldEvent | HelloResponseIdentityRecordFieldEvent | HelloResponseAddressesFieldEvent>;
}
export interface ChatMessage {
    conversation: Uint8Array<ArrayBuffer>;
    number: number;
    sentAt: number;
    text: string;
}
export declare namespace ChatMessage {
    const codec: () => Codec<ChatMessage>;
    interface ChatMessageConversationFieldEvent {
        field: '$.conversation';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ChatMessageNumberFieldEvent {
        field: '$.number';
        value: number;
    }
    interface ChatMessageSentAtFieldEvent {
        field: '$.sentAt';
        value: number;
    }
    interface ChatMessageTextFieldEvent {
        field: '$.text';
        value: string;
    }
    function encode(obj: Partial<ChatMessage>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ChatMessage>): ChatMessage;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ChatMessage>): Generator<ChatMessageConversationFieldEvent | ChatMessageNumberFieldEvent | ChatMessageSentAtFieldEvent | ChatMessageTextFieldEvent>;
}
export interface ChatReceipt {
    conversation: Uint8Array<ArrayBuffer>;
    number: number;
    receivedAt: number;
}
export declare namespace ChatReceipt {
    const codec: () => Codec<ChatReceipt>;
    interface ChatReceiptConversationFieldEvent {
        field: '$.conversation';
        value: Uint8Array<ArrayBuffer>;
    }
    interface ChatReceiptNumberFieldEvent {
        field: '$.number';
        value: number;
    }
    interface ChatReceiptReceivedAtFieldEvent {
        field: '$.receivedAt';
        value: number;
    }
    function encode(obj: Partial<ChatReceipt>): Uint8Array<ArrayBuffer>;
    function decode(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ChatReceipt>): ChatReceipt;
    function stream(buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ChatReceipt>): Generator<ChatReceiptConversationFieldEvent | ChatReceiptNumberFieldEvent | ChatReceiptReceivedAtFieldEvent>;
}
