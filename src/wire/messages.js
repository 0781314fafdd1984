/* eslint-disable require-yield */
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime';
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc';
export var Frame;
(function (Frame) {
    let _codec;
    Frame.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.id != null && obj.id !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.id);
                }
                if ((obj.type != null && obj.type !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.type);
                }
                if ((obj.method != null && obj.method !== '')) {
                    w.uint32(26);
                    w.string(obj.method);
                }
                if ((obj.body != null && obj.body.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.body);
                }
                if ((obj.code != null && obj.code !== '')) {
                    w.uint32(42);
                    w.string(obj.code);
                }
                if ((obj.message != null && obj.message !== '')) {
                    w.uint32(50);
                    w.string(obj.message);
                }
                if ((obj.retryAfterMs != null && obj.retryAfterMs !== 0)) {
                    w.uint32(56);
                    w.uint32(obj.retryAfterMs);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    id: 0,
                    type: 0,
                    method: '',
                    body: uint8ArrayAlloc(0),
                    code: '',
                    message: '',
                    retryAfterMs: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.id = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.type = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.method = reader.string();
                            break;
                        }
                        case 4: {
                            obj.body = reader.bytes();
                            break;
                        }
                        case 5: {
                            obj.code = reader.string();
                            break;
                        }
                        case 6: {
                            obj.message = reader.string();
                            break;
                        }
                        case 7: {
                            obj.retryAfterMs = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.id`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.type`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.method`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.body`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.code`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.message`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.retryAfterMs`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, Frame.codec());
    }
    Frame.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, Frame.codec(), opts);
    }
    Frame.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, Frame.codec(), opts);
    }
    Frame.stream = stream;
})(Frame || (Frame = {}));
export var RecordEntry;
(function (RecordEntry) {
    let _codec;
    RecordEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.routingKey != null && obj.routingKey.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.routingKey);
                }
                if ((obj.envelope != null && obj.envelope.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.envelope);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    routingKey: uint8ArrayAlloc(0),
                    envelope: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.routingKey = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.envelope = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.routingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.envelope`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, RecordEntry.codec());
    }
    RecordEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, RecordEntry.codec(), opts);
    }
    RecordEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, RecordEntry.codec(), opts);
    }
    RecordEntry.stream = stream;
})(RecordEntry || (RecordEntry = {}));
export var DescribeRequest;
(function (DescribeRequest) {
    let _codec;
    DescribeRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {};
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, DescribeRequest.codec());
    }
    DescribeRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, DescribeRequest.codec(), opts);
    }
    DescribeRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, DescribeRequest.codec(), opts);
    }
    DescribeRequest.stream = stream;
})(DescribeRequest || (DescribeRequest = {}));
export var DescribeResponse;
(function (DescribeResponse) {
    let _codec;
    DescribeResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domainRecord != null && obj.domainRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.domainRecord);
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.time);
                }
                if ((obj.observedAddress != null && obj.observedAddress.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.observedAddress);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domainRecord: uint8ArrayAlloc(0),
                    time: 0,
                    observedAddress: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domainRecord = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.observedAddress = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.domainRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.observedAddress`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, DescribeResponse.codec());
    }
    DescribeResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, DescribeResponse.codec(), opts);
    }
    DescribeResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, DescribeResponse.codec(), opts);
    }
    DescribeResponse.stream = stream;
})(DescribeResponse || (DescribeResponse = {}));
export var ResolveRequest;
(function (ResolveRequest) {
    let _codec;
    ResolveRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.id != null && obj.id.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.id);
                }
                if ((obj.policy != null && obj.policy !== '')) {
                    w.uint32(26);
                    w.string(obj.policy);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    id: uint8ArrayAlloc(0),
                    policy: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.id = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.policy = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.id`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.policy`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ResolveRequest.codec());
    }
    ResolveRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ResolveRequest.codec(), opts);
    }
    ResolveRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ResolveRequest.codec(), opts);
    }
    ResolveRequest.stream = stream;
})(ResolveRequest || (ResolveRequest = {}));
export var ResolveResponse;
(function (ResolveResponse) {
    let _codec;
    ResolveResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domainRecord != null && obj.domainRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.domainRecord);
                }
                if ((obj.nameRecord != null && obj.nameRecord.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.nameRecord);
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.identityRecord);
                }
                if (obj.locations != null && obj.locations.length > 0) {
                    for (const value of obj.locations) {
                        w.uint32(34);
                        w.bytes(value);
                    }
                }
                if (obj.homeRecords != null && obj.homeRecords.length > 0) {
                    for (const value of obj.homeRecords) {
                        w.uint32(42);
                        w.bytes(value);
                    }
                }
                if ((obj.source != null && obj.source !== '')) {
                    w.uint32(50);
                    w.string(obj.source);
                }
                if ((obj.answers != null && obj.answers !== 0)) {
                    w.uint32(56);
                    w.uint32(obj.answers);
                }
                if ((obj.needed != null && obj.needed !== 0)) {
                    w.uint32(64);
                    w.uint32(obj.needed);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domainRecord: uint8ArrayAlloc(0),
                    nameRecord: uint8ArrayAlloc(0),
                    identityRecord: uint8ArrayAlloc(0),
                    locations: [],
                    homeRecords: [],
                    source: '',
                    answers: 0,
                    needed: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domainRecord = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.nameRecord = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.identityRecord = reader.bytes();
                            break;
                        }
                        case 4: {
                            if (opts.limits?.locations != null && obj.locations.length === opts.limits.locations) {
                                throw new MaxLengthError('Decode error - repeated field "locations" had too many elements');
                            }
                            obj.locations.push(reader.bytes());
                            break;
                        }
                        case 5: {
                            if (opts.limits?.homeRecords != null && obj.homeRecords.length === opts.limits.homeRecords) {
                                throw new MaxLengthError('Decode error - repeated field "homeRecords" had too many elements');
                            }
                            obj.homeRecords.push(reader.bytes());
                            break;
                        }
                        case 6: {
                            obj.source = reader.string();
                            break;
                        }
                        case 7: {
                            obj.answers = reader.uint32();
                            break;
                        }
                        case 8: {
                            obj.needed = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    locations: 0,
                    homeRecords: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.domainRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.nameRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.identityRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            if (opts.limits?.locations != null && obj.locations === opts.limits.locations) {
                                throw new MaxLengthError('Streaming decode error - repeated field "locations" had too many elements');
                            }
                            yield {
                                field: `${prefix}.locations[]`,
                                index: obj.locations,
                                value: reader.bytes()
                            };
                            obj.locations++;
                            break;
                        }
                        case 5: {
                            if (opts.limits?.homeRecords != null && obj.homeRecords === opts.limits.homeRecords) {
                                throw new MaxLengthError('Streaming decode error - repeated field "homeRecords" had too many elements');
                            }
                            yield {
                                field: `${prefix}.homeRecords[]`,
                                index: obj.homeRecords,
                                value: reader.bytes()
                            };
                            obj.homeRecords++;
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.source`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.answers`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 8: {
                            yield {
                                field: `${prefix}.needed`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ResolveResponse.codec());
    }
    ResolveResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ResolveResponse.codec(), opts);
    }
    ResolveResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ResolveResponse.codec(), opts);
    }
    ResolveResponse.stream = stream;
})(ResolveResponse || (ResolveResponse = {}));
export var FindRequest;
(function (FindRequest) {
    let _codec;
    FindRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.routingKeys != null && obj.routingKeys.length > 0) {
                    for (const value of obj.routingKeys) {
                        w.uint32(10);
                        w.bytes(value);
                    }
                }
                if ((obj.policy != null && obj.policy !== '')) {
                    w.uint32(18);
                    w.string(obj.policy);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    routingKeys: [],
                    policy: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.routingKeys != null && obj.routingKeys.length === opts.limits.routingKeys) {
                                throw new MaxLengthError('Decode error - repeated field "routingKeys" had too many elements');
                            }
                            obj.routingKeys.push(reader.bytes());
                            break;
                        }
                        case 2: {
                            obj.policy = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    routingKeys: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.routingKeys != null && obj.routingKeys === opts.limits.routingKeys) {
                                throw new MaxLengthError('Streaming decode error - repeated field "routingKeys" had too many elements');
                            }
                            yield {
                                field: `${prefix}.routingKeys[]`,
                                index: obj.routingKeys,
                                value: reader.bytes()
                            };
                            obj.routingKeys++;
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.policy`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, FindRequest.codec());
    }
    FindRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, FindRequest.codec(), opts);
    }
    FindRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, FindRequest.codec(), opts);
    }
    FindRequest.stream = stream;
})(FindRequest || (FindRequest = {}));
export var FoundRecord;
(function (FoundRecord) {
    let _codec;
    FoundRecord.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.envelope != null && obj.envelope.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.envelope);
                }
                if ((obj.answers != null && obj.answers !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.answers);
                }
                if ((obj.needed != null && obj.needed !== 0)) {
                    w.uint32(24);
                    w.uint32(obj.needed);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    envelope: uint8ArrayAlloc(0),
                    answers: 0,
                    needed: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.envelope = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.answers = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.needed = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.envelope`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.answers`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.needed`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, FoundRecord.codec());
    }
    FoundRecord.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, FoundRecord.codec(), opts);
    }
    FoundRecord.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, FoundRecord.codec(), opts);
    }
    FoundRecord.stream = stream;
})(FoundRecord || (FoundRecord = {}));
export var FindResponse;
(function (FindResponse) {
    let _codec;
    FindResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.records != null && obj.records.length > 0) {
                    for (const value of obj.records) {
                        w.uint32(10);
                        FoundRecord.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    records: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.records != null && obj.records.length === opts.limits.records) {
                                throw new MaxLengthError('Decode error - repeated field "records" had too many elements');
                            }
                            obj.records.push(FoundRecord.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.records$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    records: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.records != null && obj.records === opts.limits.records) {
                                throw new MaxLengthError('Streaming decode error - repeated field "records" had too many elements');
                            }
                            for (const evt of FoundRecord.codec().stream(reader, reader.uint32(), `${prefix}.records[]`, {
                                limits: opts.limits?.records$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.records
                                };
                            }
                            obj.records++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, FindResponse.codec());
    }
    FindResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, FindResponse.codec(), opts);
    }
    FindResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, FindResponse.codec(), opts);
    }
    FindResponse.stream = stream;
})(FindResponse || (FindResponse = {}));
export var RegisterRequest;
(function (RegisterRequest) {
    let _codec;
    RegisterRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.identityRecord);
                }
                if ((obj.token != null && obj.token !== '')) {
                    w.uint32(26);
                    w.string(obj.token);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    identityRecord: uint8ArrayAlloc(0),
                    token: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.identityRecord = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.token = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.identityRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.token`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, RegisterRequest.codec());
    }
    RegisterRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, RegisterRequest.codec(), opts);
    }
    RegisterRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, RegisterRequest.codec(), opts);
    }
    RegisterRequest.stream = stream;
})(RegisterRequest || (RegisterRequest = {}));
export var RegisterResponse;
(function (RegisterResponse) {
    let _codec;
    RegisterResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.nameRecord != null && obj.nameRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.nameRecord);
                }
                if ((obj.holders != null && obj.holders !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.holders);
                }
                if ((obj.needed != null && obj.needed !== 0)) {
                    w.uint32(24);
                    w.uint32(obj.needed);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    nameRecord: uint8ArrayAlloc(0),
                    holders: 0,
                    needed: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.nameRecord = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.holders = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.needed = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.nameRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.holders`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.needed`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, RegisterResponse.codec());
    }
    RegisterResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, RegisterResponse.codec(), opts);
    }
    RegisterResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, RegisterResponse.codec(), opts);
    }
    RegisterResponse.stream = stream;
})(RegisterResponse || (RegisterResponse = {}));
export var MoveNameRequest;
(function (MoveNameRequest) {
    let _codec;
    MoveNameRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.movedTo != null && obj.movedTo !== '')) {
                    w.uint32(18);
                    w.string(obj.movedTo);
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.identityRecord);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    movedTo: '',
                    identityRecord: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.movedTo = reader.string();
                            break;
                        }
                        case 3: {
                            obj.identityRecord = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.movedTo`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.identityRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, MoveNameRequest.codec());
    }
    MoveNameRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, MoveNameRequest.codec(), opts);
    }
    MoveNameRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, MoveNameRequest.codec(), opts);
    }
    MoveNameRequest.stream = stream;
})(MoveNameRequest || (MoveNameRequest = {}));
export var MoveNameResponse;
(function (MoveNameResponse) {
    let _codec;
    MoveNameResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.nameRecord != null && obj.nameRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.nameRecord);
                }
                if ((obj.holders != null && obj.holders !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.holders);
                }
                if ((obj.needed != null && obj.needed !== 0)) {
                    w.uint32(24);
                    w.uint32(obj.needed);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    nameRecord: uint8ArrayAlloc(0),
                    holders: 0,
                    needed: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.nameRecord = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.holders = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.needed = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.nameRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.holders`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.needed`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, MoveNameResponse.codec());
    }
    MoveNameResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, MoveNameResponse.codec(), opts);
    }
    MoveNameResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, MoveNameResponse.codec(), opts);
    }
    MoveNameResponse.stream = stream;
})(MoveNameResponse || (MoveNameResponse = {}));
export var PublishRequest;
(function (PublishRequest) {
    let _codec;
    PublishRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.records != null && obj.records.length > 0) {
                    for (const value of obj.records) {
                        w.uint32(10);
                        RecordEntry.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    records: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.records != null && obj.records.length === opts.limits.records) {
                                throw new MaxLengthError('Decode error - repeated field "records" had too many elements');
                            }
                            obj.records.push(RecordEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.records$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    records: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.records != null && obj.records === opts.limits.records) {
                                throw new MaxLengthError('Streaming decode error - repeated field "records" had too many elements');
                            }
                            for (const evt of RecordEntry.codec().stream(reader, reader.uint32(), `${prefix}.records[]`, {
                                limits: opts.limits?.records$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.records
                                };
                            }
                            obj.records++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PublishRequest.codec());
    }
    PublishRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PublishRequest.codec(), opts);
    }
    PublishRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PublishRequest.codec(), opts);
    }
    PublishRequest.stream = stream;
})(PublishRequest || (PublishRequest = {}));
export var PublishResult;
(function (PublishResult) {
    let _codec;
    PublishResult.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.outcome != null && obj.outcome !== '')) {
                    w.uint32(10);
                    w.string(obj.outcome);
                }
                if ((obj.holders != null && obj.holders !== 0)) {
                    w.uint32(16);
                    w.uint32(obj.holders);
                }
                if ((obj.needed != null && obj.needed !== 0)) {
                    w.uint32(24);
                    w.uint32(obj.needed);
                }
                if ((obj.code != null && obj.code !== '')) {
                    w.uint32(34);
                    w.string(obj.code);
                }
                if ((obj.message != null && obj.message !== '')) {
                    w.uint32(42);
                    w.string(obj.message);
                }
                if ((obj.current != null && obj.current.byteLength > 0)) {
                    w.uint32(50);
                    w.bytes(obj.current);
                }
                if ((obj.retryAfterMs != null && obj.retryAfterMs !== 0)) {
                    w.uint32(56);
                    w.uint32(obj.retryAfterMs);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    outcome: '',
                    holders: 0,
                    needed: 0,
                    code: '',
                    message: '',
                    current: uint8ArrayAlloc(0),
                    retryAfterMs: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.outcome = reader.string();
                            break;
                        }
                        case 2: {
                            obj.holders = reader.uint32();
                            break;
                        }
                        case 3: {
                            obj.needed = reader.uint32();
                            break;
                        }
                        case 4: {
                            obj.code = reader.string();
                            break;
                        }
                        case 5: {
                            obj.message = reader.string();
                            break;
                        }
                        case 6: {
                            obj.current = reader.bytes();
                            break;
                        }
                        case 7: {
                            obj.retryAfterMs = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.outcome`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.holders`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.needed`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.code`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.message`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.current`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.retryAfterMs`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PublishResult.codec());
    }
    PublishResult.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PublishResult.codec(), opts);
    }
    PublishResult.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PublishResult.codec(), opts);
    }
    PublishResult.stream = stream;
})(PublishResult || (PublishResult = {}));
export var PublishResponse;
(function (PublishResponse) {
    let _codec;
    PublishResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.results != null && obj.results.length > 0) {
                    for (const value of obj.results) {
                        w.uint32(10);
                        PublishResult.codec().encode(value, w);
                    }
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.time);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    results: [],
                    time: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.results != null && obj.results.length === opts.limits.results) {
                                throw new MaxLengthError('Decode error - repeated field "results" had too many elements');
                            }
                            obj.results.push(PublishResult.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.results$
                            }));
                            break;
                        }
                        case 2: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    results: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.results != null && obj.results === opts.limits.results) {
                                throw new MaxLengthError('Streaming decode error - repeated field "results" had too many elements');
                            }
                            for (const evt of PublishResult.codec().stream(reader, reader.uint32(), `${prefix}.results[]`, {
                                limits: opts.limits?.results$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.results
                                };
                            }
                            obj.results++;
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PublishResponse.codec());
    }
    PublishResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PublishResponse.codec(), opts);
    }
    PublishResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PublishResponse.codec(), opts);
    }
    PublishResponse.stream = stream;
})(PublishResponse || (PublishResponse = {}));
export var PutLocationRequest;
(function (PutLocationRequest) {
    let _codec;
    PutLocationRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.envelope != null && obj.envelope.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.envelope);
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.identityRecord);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    envelope: uint8ArrayAlloc(0),
                    identityRecord: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.envelope = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.identityRecord = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.envelope`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.identityRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutLocationRequest.codec());
    }
    PutLocationRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutLocationRequest.codec(), opts);
    }
    PutLocationRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutLocationRequest.codec(), opts);
    }
    PutLocationRequest.stream = stream;
})(PutLocationRequest || (PutLocationRequest = {}));
export var PutLocationResponse;
(function (PutLocationResponse) {
    let _codec;
    PutLocationResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.expiresAt != null && obj.expiresAt !== 0)) {
                    w.uint32(8);
                    w.uint64Number(obj.expiresAt);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    expiresAt: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.expiresAt = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.expiresAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutLocationResponse.codec());
    }
    PutLocationResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutLocationResponse.codec(), opts);
    }
    PutLocationResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutLocationResponse.codec(), opts);
    }
    PutLocationResponse.stream = stream;
})(PutLocationResponse || (PutLocationResponse = {}));
export var LocateRequest;
(function (LocateRequest) {
    let _codec;
    LocateRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.identityId != null && obj.identityId.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.identityId);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    identityId: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.identityId = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.identityId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, LocateRequest.codec());
    }
    LocateRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, LocateRequest.codec(), opts);
    }
    LocateRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, LocateRequest.codec(), opts);
    }
    LocateRequest.stream = stream;
})(LocateRequest || (LocateRequest = {}));
export var LocateResponse;
(function (LocateResponse) {
    let _codec;
    LocateResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.locations != null && obj.locations.length > 0) {
                    for (const value of obj.locations) {
                        w.uint32(10);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    locations: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.locations != null && obj.locations.length === opts.limits.locations) {
                                throw new MaxLengthError('Decode error - repeated field "locations" had too many elements');
                            }
                            obj.locations.push(reader.bytes());
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    locations: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.locations != null && obj.locations === opts.limits.locations) {
                                throw new MaxLengthError('Streaming decode error - repeated field "locations" had too many elements');
                            }
                            yield {
                                field: `${prefix}.locations[]`,
                                index: obj.locations,
                                value: reader.bytes()
                            };
                            obj.locations++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, LocateResponse.codec());
    }
    LocateResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, LocateResponse.codec(), opts);
    }
    LocateResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, LocateResponse.codec(), opts);
    }
    LocateResponse.stream = stream;
})(LocateResponse || (LocateResponse = {}));
export var WitnessRequest;
(function (WitnessRequest) {
    let _codec;
    WitnessRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domain != null && obj.domain !== '')) {
                    w.uint32(10);
                    w.string(obj.domain);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domain: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domain = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.domain`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WitnessRequest.codec());
    }
    WitnessRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WitnessRequest.codec(), opts);
    }
    WitnessRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WitnessRequest.codec(), opts);
    }
    WitnessRequest.stream = stream;
})(WitnessRequest || (WitnessRequest = {}));
export var WitnessResponse;
(function (WitnessResponse) {
    let _codec;
    WitnessResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.statements != null && obj.statements.length > 0) {
                    for (const value of obj.statements) {
                        w.uint32(10);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    statements: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.statements != null && obj.statements.length === opts.limits.statements) {
                                throw new MaxLengthError('Decode error - repeated field "statements" had too many elements');
                            }
                            obj.statements.push(reader.bytes());
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    statements: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.statements != null && obj.statements === opts.limits.statements) {
                                throw new MaxLengthError('Streaming decode error - repeated field "statements" had too many elements');
                            }
                            yield {
                                field: `${prefix}.statements[]`,
                                index: obj.statements,
                                value: reader.bytes()
                            };
                            obj.statements++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, WitnessResponse.codec());
    }
    WitnessResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WitnessResponse.codec(), opts);
    }
    WitnessResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WitnessResponse.codec(), opts);
    }
    WitnessResponse.stream = stream;
})(WitnessResponse || (WitnessResponse = {}));
export var CheckProofsRequest;
(function (CheckProofsRequest) {
    let _codec;
    CheckProofsRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.claims != null && obj.claims.length > 0) {
                    for (const value of obj.claims) {
                        w.uint32(10);
                        w.string(value);
                    }
                }
                if ((obj.identityId != null && obj.identityId.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.identityId);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    claims: [],
                    identityId: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.claims != null && obj.claims.length === opts.limits.claims) {
                                throw new MaxLengthError('Decode error - repeated field "claims" had too many elements');
                            }
                            obj.claims.push(reader.string());
                            break;
                        }
                        case 2: {
                            obj.identityId = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    claims: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.claims != null && obj.claims === opts.limits.claims) {
                                throw new MaxLengthError('Streaming decode error - repeated field "claims" had too many elements');
                            }
                            yield {
                                field: `${prefix}.claims[]`,
                                index: obj.claims,
                                value: reader.string()
                            };
                            obj.claims++;
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.identityId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, CheckProofsRequest.codec());
    }
    CheckProofsRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, CheckProofsRequest.codec(), opts);
    }
    CheckProofsRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, CheckProofsRequest.codec(), opts);
    }
    CheckProofsRequest.stream = stream;
})(CheckProofsRequest || (CheckProofsRequest = {}));
export var ProofOutcome;
(function (ProofOutcome) {
    let _codec;
    ProofOutcome.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.claim != null && obj.claim !== '')) {
                    w.uint32(10);
                    w.string(obj.claim);
                }
                if ((obj.result != null && obj.result !== '')) {
                    w.uint32(18);
                    w.string(obj.result);
                }
                if ((obj.detail != null && obj.detail !== '')) {
                    w.uint32(26);
                    w.string(obj.detail);
                }
                if ((obj.checkedAt != null && obj.checkedAt !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.checkedAt);
                }
                if ((obj.evidence != null && obj.evidence.byteLength > 0)) {
                    w.uint32(42);
                    w.bytes(obj.evidence);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    claim: '',
                    result: '',
                    detail: '',
                    checkedAt: 0,
                    evidence: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.claim = reader.string();
                            break;
                        }
                        case 2: {
                            obj.result = reader.string();
                            break;
                        }
                        case 3: {
                            obj.detail = reader.string();
                            break;
                        }
                        case 4: {
                            obj.checkedAt = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            obj.evidence = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.claim`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.result`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.detail`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.checkedAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.evidence`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ProofOutcome.codec());
    }
    ProofOutcome.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ProofOutcome.codec(), opts);
    }
    ProofOutcome.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ProofOutcome.codec(), opts);
    }
    ProofOutcome.stream = stream;
})(ProofOutcome || (ProofOutcome = {}));
export var CheckProofsResponse;
(function (CheckProofsResponse) {
    let _codec;
    CheckProofsResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.outcomes != null && obj.outcomes.length > 0) {
                    for (const value of obj.outcomes) {
                        w.uint32(10);
                        ProofOutcome.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    outcomes: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.outcomes != null && obj.outcomes.length === opts.limits.outcomes) {
                                throw new MaxLengthError('Decode error - repeated field "outcomes" had too many elements');
                            }
                            obj.outcomes.push(ProofOutcome.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.outcomes$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    outcomes: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.outcomes != null && obj.outcomes === opts.limits.outcomes) {
                                throw new MaxLengthError('Streaming decode error - repeated field "outcomes" had too many elements');
                            }
                            for (const evt of ProofOutcome.codec().stream(reader, reader.uint32(), `${prefix}.outcomes[]`, {
                                limits: opts.limits?.outcomes$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.outcomes
                                };
                            }
                            obj.outcomes++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, CheckProofsResponse.codec());
    }
    CheckProofsResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, CheckProofsResponse.codec(), opts);
    }
    CheckProofsResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, CheckProofsResponse.codec(), opts);
    }
    CheckProofsResponse.stream = stream;
})(CheckProofsResponse || (CheckProofsResponse = {}));
export var HoldersRequest;
(function (HoldersRequest) {
    let _codec;
    HoldersRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.routingKey != null && obj.routingKey.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.routingKey);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    routingKey: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.routingKey = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.routingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, HoldersRequest.codec());
    }
    HoldersRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, HoldersRequest.codec(), opts);
    }
    HoldersRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, HoldersRequest.codec(), opts);
    }
    HoldersRequest.stream = stream;
})(HoldersRequest || (HoldersRequest = {}));
export var SeatedNode;
(function (SeatedNode) {
    let _codec;
    SeatedNode.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.peerId != null && obj.peerId.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.peerId);
                }
                if (obj.multiaddrs != null && obj.multiaddrs.length > 0) {
                    for (const value of obj.multiaddrs) {
                        w.uint32(18);
                        w.bytes(value);
                    }
                }
                if ((obj.domainRecord != null && obj.domainRecord.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.domainRecord);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    peerId: uint8ArrayAlloc(0),
                    multiaddrs: [],
                    domainRecord: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.peerId = reader.bytes();
                            break;
                        }
                        case 2: {
                            if (opts.limits?.multiaddrs != null && obj.multiaddrs.length === opts.limits.multiaddrs) {
                                throw new MaxLengthError('Decode error - repeated field "multiaddrs" had too many elements');
                            }
                            obj.multiaddrs.push(reader.bytes());
                            break;
                        }
                        case 3: {
                            obj.domainRecord = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    multiaddrs: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.peerId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            if (opts.limits?.multiaddrs != null && obj.multiaddrs === opts.limits.multiaddrs) {
                                throw new MaxLengthError('Streaming decode error - repeated field "multiaddrs" had too many elements');
                            }
                            yield {
                                field: `${prefix}.multiaddrs[]`,
                                index: obj.multiaddrs,
                                value: reader.bytes()
                            };
                            obj.multiaddrs++;
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.domainRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, SeatedNode.codec());
    }
    SeatedNode.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, SeatedNode.codec(), opts);
    }
    SeatedNode.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, SeatedNode.codec(), opts);
    }
    SeatedNode.stream = stream;
})(SeatedNode || (SeatedNode = {}));
export var HoldersResponse;
(function (HoldersResponse) {
    let _codec;
    HoldersResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.nodes != null && obj.nodes.length > 0) {
                    for (const value of obj.nodes) {
                        w.uint32(10);
                        SeatedNode.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    nodes: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.nodes != null && obj.nodes.length === opts.limits.nodes) {
                                throw new MaxLengthError('Decode error - repeated field "nodes" had too many elements');
                            }
                            obj.nodes.push(SeatedNode.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.nodes$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    nodes: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.nodes != null && obj.nodes === opts.limits.nodes) {
                                throw new MaxLengthError('Streaming decode error - repeated field "nodes" had too many elements');
                            }
                            for (const evt of SeatedNode.codec().stream(reader, reader.uint32(), `${prefix}.nodes[]`, {
                                limits: opts.limits?.nodes$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.nodes
                                };
                            }
                            obj.nodes++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, HoldersResponse.codec());
    }
    HoldersResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, HoldersResponse.codec(), opts);
    }
    HoldersResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, HoldersResponse.codec(), opts);
    }
    HoldersResponse.stream = stream;
})(HoldersResponse || (HoldersResponse = {}));
export var RaiseCircuitRequest;
(function (RaiseCircuitRequest) {
    let _codec;
    RaiseCircuitRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.caller != null && obj.caller.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.caller);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    caller: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.caller = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.caller`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, RaiseCircuitRequest.codec());
    }
    RaiseCircuitRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, RaiseCircuitRequest.codec(), opts);
    }
    RaiseCircuitRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, RaiseCircuitRequest.codec(), opts);
    }
    RaiseCircuitRequest.stream = stream;
})(RaiseCircuitRequest || (RaiseCircuitRequest = {}));
export var RaiseCircuitResponse;
(function (RaiseCircuitResponse) {
    let _codec;
    RaiseCircuitResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.maxBytes != null && obj.maxBytes !== 0)) {
                    w.uint32(8);
                    w.uint64Number(obj.maxBytes);
                }
                if ((obj.endsAt != null && obj.endsAt !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.endsAt);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    maxBytes: 0,
                    endsAt: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.maxBytes = reader.uint64Number();
                            break;
                        }
                        case 2: {
                            obj.endsAt = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.maxBytes`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.endsAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, RaiseCircuitResponse.codec());
    }
    RaiseCircuitResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, RaiseCircuitResponse.codec(), opts);
    }
    RaiseCircuitResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, RaiseCircuitResponse.codec(), opts);
    }
    RaiseCircuitResponse.stream = stream;
})(RaiseCircuitResponse || (RaiseCircuitResponse = {}));
export var PutVaultRequest;
(function (PutVaultRequest) {
    let _codec;
    PutVaultRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.identityId != null && obj.identityId.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.identityId);
                }
                if ((obj.fetchKey != null && obj.fetchKey.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.fetchKey);
                }
                if ((obj.vault != null && obj.vault.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.vault);
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(40);
                    w.uint64Number(obj.time);
                }
                if ((obj.signature != null && obj.signature.byteLength > 0)) {
                    w.uint32(50);
                    w.bytes(obj.signature);
                }
                if ((obj.renewal != null && obj.renewal !== false)) {
                    w.uint32(56);
                    w.bool(obj.renewal);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    identityId: uint8ArrayAlloc(0),
                    fetchKey: uint8ArrayAlloc(0),
                    vault: uint8ArrayAlloc(0),
                    time: 0,
                    signature: uint8ArrayAlloc(0),
                    renewal: false
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.identityId = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.fetchKey = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.vault = reader.bytes();
                            break;
                        }
                        case 5: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        case 6: {
                            obj.signature = reader.bytes();
                            break;
                        }
                        case 7: {
                            obj.renewal = reader.bool();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.identityId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.fetchKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.vault`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.signature`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.renewal`,
                                value: reader.bool()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutVaultRequest.codec());
    }
    PutVaultRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutVaultRequest.codec(), opts);
    }
    PutVaultRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutVaultRequest.codec(), opts);
    }
    PutVaultRequest.stream = stream;
})(PutVaultRequest || (PutVaultRequest = {}));
export var PutVaultResponse;
(function (PutVaultResponse) {
    let _codec;
    PutVaultResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {};
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutVaultResponse.codec());
    }
    PutVaultResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutVaultResponse.codec(), opts);
    }
    PutVaultResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutVaultResponse.codec(), opts);
    }
    PutVaultResponse.stream = stream;
})(PutVaultResponse || (PutVaultResponse = {}));
export var GetVaultRequest;
(function (GetVaultRequest) {
    let _codec;
    GetVaultRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.fetchKey != null && obj.fetchKey.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.fetchKey);
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.time);
                }
                if ((obj.signature != null && obj.signature.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.signature);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    fetchKey: uint8ArrayAlloc(0),
                    time: 0,
                    signature: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.name = reader.string();
                            break;
                        }
                        case 2: {
                            obj.fetchKey = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.signature = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.fetchKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.signature`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, GetVaultRequest.codec());
    }
    GetVaultRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, GetVaultRequest.codec(), opts);
    }
    GetVaultRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, GetVaultRequest.codec(), opts);
    }
    GetVaultRequest.stream = stream;
})(GetVaultRequest || (GetVaultRequest = {}));
export var GetVaultResponse;
(function (GetVaultResponse) {
    let _codec;
    GetVaultResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.vault != null && obj.vault.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.vault);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    vault: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.vault = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.vault`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, GetVaultResponse.codec());
    }
    GetVaultResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, GetVaultResponse.codec(), opts);
    }
    GetVaultResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, GetVaultResponse.codec(), opts);
    }
    GetVaultResponse.stream = stream;
})(GetVaultResponse || (GetVaultResponse = {}));
export var NodeEntry;
(function (NodeEntry) {
    let _codec;
    NodeEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.peerId != null && obj.peerId.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.peerId);
                }
                if (obj.multiaddrs != null && obj.multiaddrs.length > 0) {
                    for (const value of obj.multiaddrs) {
                        w.uint32(18);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    peerId: uint8ArrayAlloc(0),
                    multiaddrs: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.peerId = reader.bytes();
                            break;
                        }
                        case 2: {
                            if (opts.limits?.multiaddrs != null && obj.multiaddrs.length === opts.limits.multiaddrs) {
                                throw new MaxLengthError('Decode error - repeated field "multiaddrs" had too many elements');
                            }
                            obj.multiaddrs.push(reader.bytes());
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    multiaddrs: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.peerId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            if (opts.limits?.multiaddrs != null && obj.multiaddrs === opts.limits.multiaddrs) {
                                throw new MaxLengthError('Streaming decode error - repeated field "multiaddrs" had too many elements');
                            }
                            yield {
                                field: `${prefix}.multiaddrs[]`,
                                index: obj.multiaddrs,
                                value: reader.bytes()
                            };
                            obj.multiaddrs++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, NodeEntry.codec());
    }
    NodeEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, NodeEntry.codec(), opts);
    }
    NodeEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, NodeEntry.codec(), opts);
    }
    NodeEntry.stream = stream;
})(NodeEntry || (NodeEntry = {}));
export var PutEntry;
(function (PutEntry) {
    let _codec;
    PutEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.routingKey != null && obj.routingKey.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.routingKey);
                }
                if ((obj.envelope != null && obj.envelope.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.envelope);
                }
                if ((obj.view != null && obj.view.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.view);
                }
                if (obj.account != null) {
                    w.uint32(34);
                    w.string(obj.account);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    routingKey: uint8ArrayAlloc(0),
                    envelope: uint8ArrayAlloc(0),
                    view: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.routingKey = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.envelope = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.view = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.account = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.routingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.envelope`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.view`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.account`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutEntry.codec());
    }
    PutEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutEntry.codec(), opts);
    }
    PutEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutEntry.codec(), opts);
    }
    PutEntry.stream = stream;
})(PutEntry || (PutEntry = {}));
export var PutRequest;
(function (PutRequest) {
    let _codec;
    PutRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.entries != null && obj.entries.length > 0) {
                    for (const value of obj.entries) {
                        w.uint32(10);
                        PutEntry.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    entries: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.entries != null && obj.entries.length === opts.limits.entries) {
                                throw new MaxLengthError('Decode error - repeated field "entries" had too many elements');
                            }
                            obj.entries.push(PutEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.entries$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    entries: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.entries != null && obj.entries === opts.limits.entries) {
                                throw new MaxLengthError('Streaming decode error - repeated field "entries" had too many elements');
                            }
                            for (const evt of PutEntry.codec().stream(reader, reader.uint32(), `${prefix}.entries[]`, {
                                limits: opts.limits?.entries$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.entries
                                };
                            }
                            obj.entries++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutRequest.codec());
    }
    PutRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutRequest.codec(), opts);
    }
    PutRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutRequest.codec(), opts);
    }
    PutRequest.stream = stream;
})(PutRequest || (PutRequest = {}));
export var PutResult;
(function (PutResult) {
    let _codec;
    PutResult.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.outcome != null && obj.outcome !== '')) {
                    w.uint32(10);
                    w.string(obj.outcome);
                }
                if ((obj.code != null && obj.code !== '')) {
                    w.uint32(18);
                    w.string(obj.code);
                }
                if ((obj.message != null && obj.message !== '')) {
                    w.uint32(26);
                    w.string(obj.message);
                }
                if ((obj.current != null && obj.current.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.current);
                }
                if (obj.closer != null && obj.closer.length > 0) {
                    for (const value of obj.closer) {
                        w.uint32(42);
                        NodeEntry.codec().encode(value, w);
                    }
                }
                if ((obj.retryAfterMs != null && obj.retryAfterMs !== 0)) {
                    w.uint32(48);
                    w.uint32(obj.retryAfterMs);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    outcome: '',
                    code: '',
                    message: '',
                    current: uint8ArrayAlloc(0),
                    closer: [],
                    retryAfterMs: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.outcome = reader.string();
                            break;
                        }
                        case 2: {
                            obj.code = reader.string();
                            break;
                        }
                        case 3: {
                            obj.message = reader.string();
                            break;
                        }
                        case 4: {
                            obj.current = reader.bytes();
                            break;
                        }
                        case 5: {
                            if (opts.limits?.closer != null && obj.closer.length === opts.limits.closer) {
                                throw new MaxLengthError('Decode error - repeated field "closer" had too many elements');
                            }
                            obj.closer.push(NodeEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.closer$
                            }));
                            break;
                        }
                        case 6: {
                            obj.retryAfterMs = reader.uint32();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    closer: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.outcome`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.code`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.message`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.current`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            if (opts.limits?.closer != null && obj.closer === opts.limits.closer) {
                                throw new MaxLengthError('Streaming decode error - repeated field "closer" had too many elements');
                            }
                            for (const evt of NodeEntry.codec().stream(reader, reader.uint32(), `${prefix}.closer[]`, {
                                limits: opts.limits?.closer$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.closer
                                };
                            }
                            obj.closer++;
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.retryAfterMs`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutResult.codec());
    }
    PutResult.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutResult.codec(), opts);
    }
    PutResult.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutResult.codec(), opts);
    }
    PutResult.stream = stream;
})(PutResult || (PutResult = {}));
export var PutResponse;
(function (PutResponse) {
    let _codec;
    PutResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.results != null && obj.results.length > 0) {
                    for (const value of obj.results) {
                        w.uint32(10);
                        PutResult.codec().encode(value, w);
                    }
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.time);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    results: [],
                    time: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.results != null && obj.results.length === opts.limits.results) {
                                throw new MaxLengthError('Decode error - repeated field "results" had too many elements');
                            }
                            obj.results.push(PutResult.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.results$
                            }));
                            break;
                        }
                        case 2: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    results: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.results != null && obj.results === opts.limits.results) {
                                throw new MaxLengthError('Streaming decode error - repeated field "results" had too many elements');
                            }
                            for (const evt of PutResult.codec().stream(reader, reader.uint32(), `${prefix}.results[]`, {
                                limits: opts.limits?.results$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.results
                                };
                            }
                            obj.results++;
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, PutResponse.codec());
    }
    PutResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PutResponse.codec(), opts);
    }
    PutResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PutResponse.codec(), opts);
    }
    PutResponse.stream = stream;
})(PutResponse || (PutResponse = {}));
export var GetEntry;
(function (GetEntry) {
    let _codec;
    GetEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.routingKey != null && obj.routingKey.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.routingKey);
                }
                if ((obj.view != null && obj.view.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.view);
                }
                if ((obj.digestOnly != null && obj.digestOnly !== false)) {
                    w.uint32(24);
                    w.bool(obj.digestOnly);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    routingKey: uint8ArrayAlloc(0),
                    view: uint8ArrayAlloc(0),
                    digestOnly: false
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.routingKey = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.view = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.digestOnly = reader.bool();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.routingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.view`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.digestOnly`,
                                value: reader.bool()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, GetEntry.codec());
    }
    GetEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, GetEntry.codec(), opts);
    }
    GetEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, GetEntry.codec(), opts);
    }
    GetEntry.stream = stream;
})(GetEntry || (GetEntry = {}));
export var GetRequest;
(function (GetRequest) {
    let _codec;
    GetRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.entries != null && obj.entries.length > 0) {
                    for (const value of obj.entries) {
                        w.uint32(10);
                        GetEntry.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    entries: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.entries != null && obj.entries.length === opts.limits.entries) {
                                throw new MaxLengthError('Decode error - repeated field "entries" had too many elements');
                            }
                            obj.entries.push(GetEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.entries$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    entries: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.entries != null && obj.entries === opts.limits.entries) {
                                throw new MaxLengthError('Streaming decode error - repeated field "entries" had too many elements');
                            }
                            for (const evt of GetEntry.codec().stream(reader, reader.uint32(), `${prefix}.entries[]`, {
                                limits: opts.limits?.entries$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.entries
                                };
                            }
                            obj.entries++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, GetRequest.codec());
    }
    GetRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, GetRequest.codec(), opts);
    }
    GetRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, GetRequest.codec(), opts);
    }
    GetRequest.stream = stream;
})(GetRequest || (GetRequest = {}));
export var GetResult;
(function (GetResult) {
    let _codec;
    GetResult.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.envelope != null && obj.envelope.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.envelope);
                }
                if ((obj.seq != null && obj.seq !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.seq);
                }
                if ((obj.payloadHash != null && obj.payloadHash.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.payloadHash);
                }
                if (obj.closer != null && obj.closer.length > 0) {
                    for (const value of obj.closer) {
                        w.uint32(34);
                        NodeEntry.codec().encode(value, w);
                    }
                }
                if (obj.account != null) {
                    w.uint32(42);
                    w.string(obj.account);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    envelope: uint8ArrayAlloc(0),
                    seq: 0,
                    payloadHash: uint8ArrayAlloc(0),
                    closer: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.envelope = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.seq = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.payloadHash = reader.bytes();
                            break;
                        }
                        case 4: {
                            if (opts.limits?.closer != null && obj.closer.length === opts.limits.closer) {
                                throw new MaxLengthError('Decode error - repeated field "closer" had too many elements');
                            }
                            obj.closer.push(NodeEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.closer$
                            }));
                            break;
                        }
                        case 5: {
                            obj.account = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    closer: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.envelope`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.seq`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.payloadHash`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            if (opts.limits?.closer != null && obj.closer === opts.limits.closer) {
                                throw new MaxLengthError('Streaming decode error - repeated field "closer" had too many elements');
                            }
                            for (const evt of NodeEntry.codec().stream(reader, reader.uint32(), `${prefix}.closer[]`, {
                                limits: opts.limits?.closer$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.closer
                                };
                            }
                            obj.closer++;
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.account`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, GetResult.codec());
    }
    GetResult.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, GetResult.codec(), opts);
    }
    GetResult.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, GetResult.codec(), opts);
    }
    GetResult.stream = stream;
})(GetResult || (GetResult = {}));
export var GetResponse;
(function (GetResponse) {
    let _codec;
    GetResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.results != null && obj.results.length > 0) {
                    for (const value of obj.results) {
                        w.uint32(10);
                        GetResult.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    results: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.results != null && obj.results.length === opts.limits.results) {
                                throw new MaxLengthError('Decode error - repeated field "results" had too many elements');
                            }
                            obj.results.push(GetResult.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.results$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    results: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.results != null && obj.results === opts.limits.results) {
                                throw new MaxLengthError('Streaming decode error - repeated field "results" had too many elements');
                            }
                            for (const evt of GetResult.codec().stream(reader, reader.uint32(), `${prefix}.results[]`, {
                                limits: opts.limits?.results$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.results
                                };
                            }
                            obj.results++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, GetResponse.codec());
    }
    GetResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, GetResponse.codec(), opts);
    }
    GetResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, GetResponse.codec(), opts);
    }
    GetResponse.stream = stream;
})(GetResponse || (GetResponse = {}));
export var OperatorsRequest;
(function (OperatorsRequest) {
    let _codec;
    OperatorsRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {};
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, OperatorsRequest.codec());
    }
    OperatorsRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, OperatorsRequest.codec(), opts);
    }
    OperatorsRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, OperatorsRequest.codec(), opts);
    }
    OperatorsRequest.stream = stream;
})(OperatorsRequest || (OperatorsRequest = {}));
export var OperatorsResponse;
(function (OperatorsResponse) {
    let _codec;
    OperatorsResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.nodes != null && obj.nodes.length > 0) {
                    for (const value of obj.nodes) {
                        w.uint32(10);
                        NodeEntry.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    nodes: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.nodes != null && obj.nodes.length === opts.limits.nodes) {
                                throw new MaxLengthError('Decode error - repeated field "nodes" had too many elements');
                            }
                            obj.nodes.push(NodeEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.nodes$
                            }));
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    nodes: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.nodes != null && obj.nodes === opts.limits.nodes) {
                                throw new MaxLengthError('Streaming decode error - repeated field "nodes" had too many elements');
                            }
                            for (const evt of NodeEntry.codec().stream(reader, reader.uint32(), `${prefix}.nodes[]`, {
                                limits: opts.limits?.nodes$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.nodes
                                };
                            }
                            obj.nodes++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, OperatorsResponse.codec());
    }
    OperatorsResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, OperatorsResponse.codec(), opts);
    }
    OperatorsResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, OperatorsResponse.codec(), opts);
    }
    OperatorsResponse.stream = stream;
})(OperatorsResponse || (OperatorsResponse = {}));
export var ListRequest;
(function (ListRequest) {
    let _codec;
    ListRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.after != null && obj.after.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.after);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    after: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.after = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.after`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ListRequest.codec());
    }
    ListRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ListRequest.codec(), opts);
    }
    ListRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ListRequest.codec(), opts);
    }
    ListRequest.stream = stream;
})(ListRequest || (ListRequest = {}));
export var ListEntry;
(function (ListEntry) {
    let _codec;
    ListEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.routingKey != null && obj.routingKey.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.routingKey);
                }
                if ((obj.digest != null && obj.digest.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.digest);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    routingKey: uint8ArrayAlloc(0),
                    digest: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.routingKey = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.digest = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.routingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.digest`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ListEntry.codec());
    }
    ListEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ListEntry.codec(), opts);
    }
    ListEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ListEntry.codec(), opts);
    }
    ListEntry.stream = stream;
})(ListEntry || (ListEntry = {}));
export var ListResponse;
(function (ListResponse) {
    let _codec;
    ListResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if (obj.entries != null && obj.entries.length > 0) {
                    for (const value of obj.entries) {
                        w.uint32(10);
                        ListEntry.codec().encode(value, w);
                    }
                }
                if ((obj.next != null && obj.next.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.next);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    entries: [],
                    next: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.entries != null && obj.entries.length === opts.limits.entries) {
                                throw new MaxLengthError('Decode error - repeated field "entries" had too many elements');
                            }
                            obj.entries.push(ListEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.entries$
                            }));
                            break;
                        }
                        case 2: {
                            obj.next = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    entries: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            if (opts.limits?.entries != null && obj.entries === opts.limits.entries) {
                                throw new MaxLengthError('Streaming decode error - repeated field "entries" had too many elements');
                            }
                            for (const evt of ListEntry.codec().stream(reader, reader.uint32(), `${prefix}.entries[]`, {
                                limits: opts.limits?.entries$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.entries
                                };
                            }
                            obj.entries++;
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.next`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ListResponse.codec());
    }
    ListResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ListResponse.codec(), opts);
    }
    ListResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ListResponse.codec(), opts);
    }
    ListResponse.stream = stream;
})(ListResponse || (ListResponse = {}));
export var IntroduceRequest;
(function (IntroduceRequest) {
    let _codec;
    IntroduceRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domainRecord != null && obj.domainRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.domainRecord);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domainRecord: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domainRecord = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.domainRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, IntroduceRequest.codec());
    }
    IntroduceRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, IntroduceRequest.codec(), opts);
    }
    IntroduceRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, IntroduceRequest.codec(), opts);
    }
    IntroduceRequest.stream = stream;
})(IntroduceRequest || (IntroduceRequest = {}));
export var IntroduceResponse;
(function (IntroduceResponse) {
    let _codec;
    IntroduceResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domainRecord != null && obj.domainRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.domainRecord);
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.time);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domainRecord: uint8ArrayAlloc(0),
                    time: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domainRecord = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.domainRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, IntroduceResponse.codec());
    }
    IntroduceResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, IntroduceResponse.codec(), opts);
    }
    IntroduceResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, IntroduceResponse.codec(), opts);
    }
    IntroduceResponse.stream = stream;
})(IntroduceResponse || (IntroduceResponse = {}));
export var HelloRequest;
(function (HelloRequest) {
    let _codec;
    HelloRequest.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.identityRecord);
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(18);
                    w.string(obj.name);
                }
                if ((obj.domainRecord != null && obj.domainRecord.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.domainRecord);
                }
                if ((obj.nameRecord != null && obj.nameRecord.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.nameRecord);
                }
                if (obj.addresses != null && obj.addresses.length > 0) {
                    for (const value of obj.addresses) {
                        w.uint32(42);
                        w.bytes(value);
                    }
                }
                if ((obj.capability != null && obj.capability.byteLength > 0)) {
                    w.uint32(50);
                    w.bytes(obj.capability);
                }
                if ((obj.mac != null && obj.mac.byteLength > 0)) {
                    w.uint32(58);
                    w.bytes(obj.mac);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    identityRecord: uint8ArrayAlloc(0),
                    name: '',
                    domainRecord: uint8ArrayAlloc(0),
                    nameRecord: uint8ArrayAlloc(0),
                    addresses: [],
                    capability: uint8ArrayAlloc(0),
                    mac: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.identityRecord = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.name = reader.string();
                            break;
                        }
                        case 3: {
                            obj.domainRecord = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.nameRecord = reader.bytes();
                            break;
                        }
                        case 5: {
                            if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements');
                            }
                            obj.addresses.push(reader.bytes());
                            break;
                        }
                        case 6: {
                            obj.capability = reader.bytes();
                            break;
                        }
                        case 7: {
                            obj.mac = reader.bytes();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    addresses: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.identityRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.name`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.domainRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.nameRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            if (opts.limits?.addresses != null && obj.addresses === opts.limits.addresses) {
                                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements');
                            }
                            yield {
                                field: `${prefix}.addresses[]`,
                                index: obj.addresses,
                                value: reader.bytes()
                            };
                            obj.addresses++;
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.capability`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.mac`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, HelloRequest.codec());
    }
    HelloRequest.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, HelloRequest.codec(), opts);
    }
    HelloRequest.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, HelloRequest.codec(), opts);
    }
    HelloRequest.stream = stream;
})(HelloRequest || (HelloRequest = {}));
export var HelloResponse;
(function (HelloResponse) {
    let _codec;
    HelloResponse.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.accepted != null && obj.accepted !== false)) {
                    w.uint32(8);
                    w.bool(obj.accepted);
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.identityRecord);
                }
                if (obj.addresses != null && obj.addresses.length > 0) {
                    for (const value of obj.addresses) {
                        w.uint32(26);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    accepted: false,
                    identityRecord: uint8ArrayAlloc(0),
                    addresses: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.accepted = reader.bool();
                            break;
                        }
                        case 2: {
                            obj.identityRecord = reader.bytes();
                            break;
                        }
                        case 3: {
                            if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements');
                            }
                            obj.addresses.push(reader.bytes());
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const obj = {
                    addresses: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.accepted`,
                                value: reader.bool()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.identityRecord`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            if (opts.limits?.addresses != null && obj.addresses === opts.limits.addresses) {
                                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements');
                            }
                            yield {
                                field: `${prefix}.addresses[]`,
                                index: obj.addresses,
                                value: reader.bytes()
                            };
                            obj.addresses++;
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, HelloResponse.codec());
    }
    HelloResponse.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, HelloResponse.codec(), opts);
    }
    HelloResponse.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, HelloResponse.codec(), opts);
    }
    HelloResponse.stream = stream;
})(HelloResponse || (HelloResponse = {}));
export var ChatMessage;
(function (ChatMessage) {
    let _codec;
    ChatMessage.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.conversation != null && obj.conversation.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.conversation);
                }
                if ((obj.number != null && obj.number !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.number);
                }
                if ((obj.sentAt != null && obj.sentAt !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.sentAt);
                }
                if ((obj.text != null && obj.text !== '')) {
                    w.uint32(34);
                    w.string(obj.text);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    conversation: uint8ArrayAlloc(0),
                    number: 0,
                    sentAt: 0,
                    text: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.conversation = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.number = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.sentAt = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.text = reader.string();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.conversation`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.number`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.sentAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.text`,
                                value: reader.string()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ChatMessage.codec());
    }
    ChatMessage.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ChatMessage.codec(), opts);
    }
    ChatMessage.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ChatMessage.codec(), opts);
    }
    ChatMessage.stream = stream;
})(ChatMessage || (ChatMessage = {}));
export var ChatReceipt;
(function (ChatReceipt) {
    let _codec;
    ChatReceipt.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.conversation != null && obj.conversation.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.conversation);
                }
                if ((obj.number != null && obj.number !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.number);
                }
                if ((obj.receivedAt != null && obj.receivedAt !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.receivedAt);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    conversation: uint8ArrayAlloc(0),
                    number: 0,
                    receivedAt: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.conversation = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.number = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.receivedAt = reader.uint64Number();
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
                return obj;
            }, function* (reader, length, prefix, opts = {}) {
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.conversation`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.number`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.receivedAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        default: {
                            reader.skipType(tag & 7);
                            break;
                        }
                    }
                }
            });
        }
        return _codec;
    };
    function encode(obj) {
        return encodeMessage(obj, ChatReceipt.codec());
    }
    ChatReceipt.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ChatReceipt.codec(), opts);
    }
    ChatReceipt.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ChatReceipt.codec(), opts);
    }
    ChatReceipt.stream = stream;
})(ChatReceipt || (ChatReceipt = {}));
