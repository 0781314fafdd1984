import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime';
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc';
export var PreviousKey;
(function (PreviousKey) {
    let _codec;
    PreviousKey.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.publicKey != null && obj.publicKey.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.publicKey);
                }
                if ((obj.until != null && obj.until !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.until);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    publicKey: uint8ArrayAlloc(0),
                    until: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.publicKey = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.until = reader.uint64Number();
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
                                field: `${prefix}.publicKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.until`,
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
        return encodeMessage(obj, PreviousKey.codec());
    }
    PreviousKey.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PreviousKey.codec(), opts);
    }
    PreviousKey.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PreviousKey.codec(), opts);
    }
    PreviousKey.stream = stream;
})(PreviousKey || (PreviousKey = {}));
export var OperatorNodeEntry;
(function (OperatorNodeEntry) {
    let _codec;
    OperatorNodeEntry.codec = () => {
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
        return encodeMessage(obj, OperatorNodeEntry.codec());
    }
    OperatorNodeEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, OperatorNodeEntry.codec(), opts);
    }
    OperatorNodeEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, OperatorNodeEntry.codec(), opts);
    }
    OperatorNodeEntry.stream = stream;
})(OperatorNodeEntry || (OperatorNodeEntry = {}));
export var ServiceEntry;
(function (ServiceEntry) {
    let _codec;
    ServiceEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.type != null && obj.type !== '')) {
                    w.uint32(10);
                    w.string(obj.type);
                }
                if ((obj.uri != null && obj.uri !== '')) {
                    w.uint32(18);
                    w.string(obj.uri);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    type: '',
                    uri: ''
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.type = reader.string();
                            break;
                        }
                        case 2: {
                            obj.uri = reader.string();
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
                                field: `${prefix}.type`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.uri`,
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
        return encodeMessage(obj, ServiceEntry.codec());
    }
    ServiceEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, ServiceEntry.codec(), opts);
    }
    ServiceEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, ServiceEntry.codec(), opts);
    }
    ServiceEntry.stream = stream;
})(ServiceEntry || (ServiceEntry = {}));
export var PolicyEntry;
(function (PolicyEntry) {
    let _codec;
    PolicyEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.name != null && obj.name !== '')) {
                    w.uint32(10);
                    w.string(obj.name);
                }
                if ((obj.value != null && obj.value !== '')) {
                    w.uint32(18);
                    w.string(obj.value);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    name: '',
                    value: ''
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
                            obj.value = reader.string();
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
                                field: `${prefix}.value`,
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
        return encodeMessage(obj, PolicyEntry.codec());
    }
    PolicyEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, PolicyEntry.codec(), opts);
    }
    PolicyEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, PolicyEntry.codec(), opts);
    }
    PolicyEntry.stream = stream;
})(PolicyEntry || (PolicyEntry = {}));
export var DomainPayload;
(function (DomainPayload) {
    let _codec;
    DomainPayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domain != null && obj.domain !== '')) {
                    w.uint32(10);
                    w.string(obj.domain);
                }
                if ((obj.seq != null && obj.seq !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.seq);
                }
                if ((obj.expiresAt != null && obj.expiresAt !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.expiresAt);
                }
                if ((obj.key != null && obj.key.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.key);
                }
                if (obj.previousKeys != null && obj.previousKeys.length > 0) {
                    for (const value of obj.previousKeys) {
                        w.uint32(42);
                        PreviousKey.codec().encode(value, w);
                    }
                }
                if (obj.nodes != null && obj.nodes.length > 0) {
                    for (const value of obj.nodes) {
                        w.uint32(50);
                        OperatorNodeEntry.codec().encode(value, w);
                    }
                }
                if (obj.services != null && obj.services.length > 0) {
                    for (const value of obj.services) {
                        w.uint32(58);
                        ServiceEntry.codec().encode(value, w);
                    }
                }
                if (obj.policy != null && obj.policy.length > 0) {
                    for (const value of obj.policy) {
                        w.uint32(66);
                        PolicyEntry.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domain: '',
                    seq: 0,
                    expiresAt: 0,
                    key: uint8ArrayAlloc(0),
                    previousKeys: [],
                    nodes: [],
                    services: [],
                    policy: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domain = reader.string();
                            break;
                        }
                        case 2: {
                            obj.seq = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.expiresAt = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.key = reader.bytes();
                            break;
                        }
                        case 5: {
                            if (opts.limits?.previousKeys != null && obj.previousKeys.length === opts.limits.previousKeys) {
                                throw new MaxLengthError('Decode error - repeated field "previousKeys" had too many elements');
                            }
                            obj.previousKeys.push(PreviousKey.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.previousKeys$
                            }));
                            break;
                        }
                        case 6: {
                            if (opts.limits?.nodes != null && obj.nodes.length === opts.limits.nodes) {
                                throw new MaxLengthError('Decode error - repeated field "nodes" had too many elements');
                            }
                            obj.nodes.push(OperatorNodeEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.nodes$
                            }));
                            break;
                        }
                        case 7: {
                            if (opts.limits?.services != null && obj.services.length === opts.limits.services) {
                                throw new MaxLengthError('Decode error - repeated field "services" had too many elements');
                            }
                            obj.services.push(ServiceEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.services$
                            }));
                            break;
                        }
                        case 8: {
                            if (opts.limits?.policy != null && obj.policy.length === opts.limits.policy) {
                                throw new MaxLengthError('Decode error - repeated field "policy" had too many elements');
                            }
                            obj.policy.push(PolicyEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.policy$
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
                    previousKeys: 0,
                    nodes: 0,
                    services: 0,
                    policy: 0
                };
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
                        case 2: {
                            yield {
                                field: `${prefix}.seq`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.expiresAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.key`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            if (opts.limits?.previousKeys != null && obj.previousKeys === opts.limits.previousKeys) {
                                throw new MaxLengthError('Streaming decode error - repeated field "previousKeys" had too many elements');
                            }
                            for (const evt of PreviousKey.codec().stream(reader, reader.uint32(), `${prefix}.previousKeys[]`, {
                                limits: opts.limits?.previousKeys$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.previousKeys
                                };
                            }
                            obj.previousKeys++;
                            break;
                        }
                        case 6: {
                            if (opts.limits?.nodes != null && obj.nodes === opts.limits.nodes) {
                                throw new MaxLengthError('Streaming decode error - repeated field "nodes" had too many elements');
                            }
                            for (const evt of OperatorNodeEntry.codec().stream(reader, reader.uint32(), `${prefix}.nodes[]`, {
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
                        case 7: {
                            if (opts.limits?.services != null && obj.services === opts.limits.services) {
                                throw new MaxLengthError('Streaming decode error - repeated field "services" had too many elements');
                            }
                            for (const evt of ServiceEntry.codec().stream(reader, reader.uint32(), `${prefix}.services[]`, {
                                limits: opts.limits?.services$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.services
                                };
                            }
                            obj.services++;
                            break;
                        }
                        case 8: {
                            if (opts.limits?.policy != null && obj.policy === opts.limits.policy) {
                                throw new MaxLengthError('Streaming decode error - repeated field "policy" had too many elements');
                            }
                            for (const evt of PolicyEntry.codec().stream(reader, reader.uint32(), `${prefix}.policy[]`, {
                                limits: opts.limits?.policy$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.policy
                                };
                            }
                            obj.policy++;
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
        return encodeMessage(obj, DomainPayload.codec());
    }
    DomainPayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, DomainPayload.codec(), opts);
    }
    DomainPayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, DomainPayload.codec(), opts);
    }
    DomainPayload.stream = stream;
})(DomainPayload || (DomainPayload = {}));
export var NamePayload;
(function (NamePayload) {
    let _codec;
    NamePayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.nameHash != null && obj.nameHash.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.nameHash);
                }
                if ((obj.identityId != null && obj.identityId.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.identityId);
                }
                if ((obj.seq != null && obj.seq !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.seq);
                }
                if ((obj.expiresAt != null && obj.expiresAt !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.expiresAt);
                }
                if ((obj.since != null && obj.since !== 0)) {
                    w.uint32(40);
                    w.uint64Number(obj.since);
                }
                if (obj.previousId != null) {
                    w.uint32(50);
                    w.bytes(obj.previousId);
                }
                if (obj.movedTo != null) {
                    w.uint32(58);
                    w.bytes(obj.movedTo);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    nameHash: uint8ArrayAlloc(0),
                    identityId: uint8ArrayAlloc(0),
                    seq: 0,
                    expiresAt: 0,
                    since: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.nameHash = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.identityId = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.seq = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.expiresAt = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            obj.since = reader.uint64Number();
                            break;
                        }
                        case 6: {
                            obj.previousId = reader.bytes();
                            break;
                        }
                        case 7: {
                            obj.movedTo = reader.bytes();
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
                                field: `${prefix}.nameHash`,
                                value: reader.bytes()
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
                                field: `${prefix}.seq`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.expiresAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.since`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.previousId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 7: {
                            yield {
                                field: `${prefix}.movedTo`,
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
        return encodeMessage(obj, NamePayload.codec());
    }
    NamePayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, NamePayload.codec(), opts);
    }
    NamePayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, NamePayload.codec(), opts);
    }
    NamePayload.stream = stream;
})(NamePayload || (NamePayload = {}));
export var KeyEvent;
(function (KeyEvent) {
    let _codec;
    KeyEvent.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.type != null && obj.type !== 0)) {
                    w.uint32(8);
                    w.uint32(obj.type);
                }
                if ((obj.prev != null && obj.prev.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.prev);
                }
                if ((obj.signingKey != null && obj.signingKey.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.signingKey);
                }
                if ((obj.recoveryCommitment != null && obj.recoveryCommitment.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.recoveryCommitment);
                }
                if ((obj.recoveryKey != null && obj.recoveryKey.byteLength > 0)) {
                    w.uint32(42);
                    w.bytes(obj.recoveryKey);
                }
                if ((obj.time != null && obj.time !== 0)) {
                    w.uint32(48);
                    w.uint64Number(obj.time);
                }
                if ((obj.signature != null && obj.signature.byteLength > 0)) {
                    w.uint32(58);
                    w.bytes(obj.signature);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    type: 0,
                    prev: uint8ArrayAlloc(0),
                    signingKey: uint8ArrayAlloc(0),
                    recoveryCommitment: uint8ArrayAlloc(0),
                    recoveryKey: uint8ArrayAlloc(0),
                    time: 0,
                    signature: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.type = reader.uint32();
                            break;
                        }
                        case 2: {
                            obj.prev = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.signingKey = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.recoveryCommitment = reader.bytes();
                            break;
                        }
                        case 5: {
                            obj.recoveryKey = reader.bytes();
                            break;
                        }
                        case 6: {
                            obj.time = reader.uint64Number();
                            break;
                        }
                        case 7: {
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
                                field: `${prefix}.type`,
                                value: reader.uint32()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.prev`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.signingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.recoveryCommitment`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.recoveryKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.time`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 7: {
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
        return encodeMessage(obj, KeyEvent.codec());
    }
    KeyEvent.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, KeyEvent.codec(), opts);
    }
    KeyEvent.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, KeyEvent.codec(), opts);
    }
    KeyEvent.stream = stream;
})(KeyEvent || (KeyEvent = {}));
export var DeviceEntry;
(function (DeviceEntry) {
    let _codec;
    DeviceEntry.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.peerId != null && obj.peerId.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.peerId);
                }
                if ((obj.sealingKey != null && obj.sealingKey.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.sealingKey);
                }
                if ((obj.signature != null && obj.signature.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.signature);
                }
                if ((obj.publisher != null && obj.publisher !== false)) {
                    w.uint32(32);
                    w.bool(obj.publisher);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    peerId: uint8ArrayAlloc(0),
                    sealingKey: uint8ArrayAlloc(0),
                    signature: uint8ArrayAlloc(0),
                    publisher: false
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
                            obj.sealingKey = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.signature = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.publisher = reader.bool();
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
                                field: `${prefix}.peerId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.sealingKey`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.signature`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.publisher`,
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
        return encodeMessage(obj, DeviceEntry.codec());
    }
    DeviceEntry.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, DeviceEntry.codec(), opts);
    }
    DeviceEntry.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, DeviceEntry.codec(), opts);
    }
    DeviceEntry.stream = stream;
})(DeviceEntry || (DeviceEntry = {}));
export var Profile;
(function (Profile) {
    let _codec;
    Profile.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.displayName != null && obj.displayName !== '')) {
                    w.uint32(10);
                    w.string(obj.displayName);
                }
                if (obj.names != null && obj.names.length > 0) {
                    for (const value of obj.names) {
                        w.uint32(18);
                        w.string(value);
                    }
                }
                if (obj.claims != null && obj.claims.length > 0) {
                    for (const value of obj.claims) {
                        w.uint32(26);
                        w.string(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    displayName: '',
                    names: [],
                    claims: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.displayName = reader.string();
                            break;
                        }
                        case 2: {
                            if (opts.limits?.names != null && obj.names.length === opts.limits.names) {
                                throw new MaxLengthError('Decode error - repeated field "names" had too many elements');
                            }
                            obj.names.push(reader.string());
                            break;
                        }
                        case 3: {
                            if (opts.limits?.claims != null && obj.claims.length === opts.limits.claims) {
                                throw new MaxLengthError('Decode error - repeated field "claims" had too many elements');
                            }
                            obj.claims.push(reader.string());
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
                    names: 0,
                    claims: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.displayName`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            if (opts.limits?.names != null && obj.names === opts.limits.names) {
                                throw new MaxLengthError('Streaming decode error - repeated field "names" had too many elements');
                            }
                            yield {
                                field: `${prefix}.names[]`,
                                index: obj.names,
                                value: reader.string()
                            };
                            obj.names++;
                            break;
                        }
                        case 3: {
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
        return encodeMessage(obj, Profile.codec());
    }
    Profile.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, Profile.codec(), opts);
    }
    Profile.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, Profile.codec(), opts);
    }
    Profile.stream = stream;
})(Profile || (Profile = {}));
export var IdentityPayload;
(function (IdentityPayload) {
    let _codec;
    IdentityPayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.id != null && obj.id.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.id);
                }
                if (obj.keyLog != null && obj.keyLog.length > 0) {
                    for (const value of obj.keyLog) {
                        w.uint32(18);
                        w.bytes(value);
                    }
                }
                if ((obj.seq != null && obj.seq !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.seq);
                }
                if ((obj.expiresAt != null && obj.expiresAt !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.expiresAt);
                }
                if (obj.homes != null && obj.homes.length > 0) {
                    for (const value of obj.homes) {
                        w.uint32(42);
                        w.string(value);
                    }
                }
                if (obj.devices != null && obj.devices.length > 0) {
                    for (const value of obj.devices) {
                        w.uint32(50);
                        DeviceEntry.codec().encode(value, w);
                    }
                }
                if (obj.listedNames != null && obj.listedNames.length > 0) {
                    for (const value of obj.listedNames) {
                        w.uint32(58);
                        w.bytes(value);
                    }
                }
                if (obj.profile != null) {
                    w.uint32(66);
                    Profile.codec().encode(obj.profile, w);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    id: uint8ArrayAlloc(0),
                    keyLog: [],
                    seq: 0,
                    expiresAt: 0,
                    homes: [],
                    devices: [],
                    listedNames: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.id = reader.bytes();
                            break;
                        }
                        case 2: {
                            if (opts.limits?.keyLog != null && obj.keyLog.length === opts.limits.keyLog) {
                                throw new MaxLengthError('Decode error - repeated field "keyLog" had too many elements');
                            }
                            obj.keyLog.push(reader.bytes());
                            break;
                        }
                        case 3: {
                            obj.seq = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.expiresAt = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            if (opts.limits?.homes != null && obj.homes.length === opts.limits.homes) {
                                throw new MaxLengthError('Decode error - repeated field "homes" had too many elements');
                            }
                            obj.homes.push(reader.string());
                            break;
                        }
                        case 6: {
                            if (opts.limits?.devices != null && obj.devices.length === opts.limits.devices) {
                                throw new MaxLengthError('Decode error - repeated field "devices" had too many elements');
                            }
                            obj.devices.push(DeviceEntry.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.devices$
                            }));
                            break;
                        }
                        case 7: {
                            if (opts.limits?.listedNames != null && obj.listedNames.length === opts.limits.listedNames) {
                                throw new MaxLengthError('Decode error - repeated field "listedNames" had too many elements');
                            }
                            obj.listedNames.push(reader.bytes());
                            break;
                        }
                        case 8: {
                            obj.profile = Profile.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.profile
                            });
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
                    keyLog: 0,
                    homes: 0,
                    devices: 0,
                    listedNames: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            yield {
                                field: `${prefix}.id`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 2: {
                            if (opts.limits?.keyLog != null && obj.keyLog === opts.limits.keyLog) {
                                throw new MaxLengthError('Streaming decode error - repeated field "keyLog" had too many elements');
                            }
                            yield {
                                field: `${prefix}.keyLog[]`,
                                index: obj.keyLog,
                                value: reader.bytes()
                            };
                            obj.keyLog++;
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.seq`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.expiresAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            if (opts.limits?.homes != null && obj.homes === opts.limits.homes) {
                                throw new MaxLengthError('Streaming decode error - repeated field "homes" had too many elements');
                            }
                            yield {
                                field: `${prefix}.homes[]`,
                                index: obj.homes,
                                value: reader.string()
                            };
                            obj.homes++;
                            break;
                        }
                        case 6: {
                            if (opts.limits?.devices != null && obj.devices === opts.limits.devices) {
                                throw new MaxLengthError('Streaming decode error - repeated field "devices" had too many elements');
                            }
                            for (const evt of DeviceEntry.codec().stream(reader, reader.uint32(), `${prefix}.devices[]`, {
                                limits: opts.limits?.devices$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.devices
                                };
                            }
                            obj.devices++;
                            break;
                        }
                        case 7: {
                            if (opts.limits?.listedNames != null && obj.listedNames === opts.limits.listedNames) {
                                throw new MaxLengthError('Streaming decode error - repeated field "listedNames" had too many elements');
                            }
                            yield {
                                field: `${prefix}.listedNames[]`,
                                index: obj.listedNames,
                                value: reader.bytes()
                            };
                            obj.listedNames++;
                            break;
                        }
                        case 8: {
                            yield* Profile.codec().stream(reader, reader.uint32(), `${prefix}.profile`, {
                                limits: opts.limits?.profile
                            });
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
        return encodeMessage(obj, IdentityPayload.codec());
    }
    IdentityPayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, IdentityPayload.codec(), opts);
    }
    IdentityPayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, IdentityPayload.codec(), opts);
    }
    IdentityPayload.stream = stream;
})(IdentityPayload || (IdentityPayload = {}));
export var SealedPayload;
(function (SealedPayload) {
    let _codec;
    SealedPayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.capability != null && obj.capability.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.capability);
                }
                if ((obj.seq != null && obj.seq !== 0)) {
                    w.uint32(16);
                    w.uint64Number(obj.seq);
                }
                if ((obj.expiresAt != null && obj.expiresAt !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.expiresAt);
                }
                if ((obj.nonce != null && obj.nonce.byteLength > 0)) {
                    w.uint32(34);
                    w.bytes(obj.nonce);
                }
                if ((obj.ciphertext != null && obj.ciphertext.byteLength > 0)) {
                    w.uint32(42);
                    w.bytes(obj.ciphertext);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    capability: uint8ArrayAlloc(0),
                    seq: 0,
                    expiresAt: 0,
                    nonce: uint8ArrayAlloc(0),
                    ciphertext: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.capability = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.seq = reader.uint64Number();
                            break;
                        }
                        case 3: {
                            obj.expiresAt = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.nonce = reader.bytes();
                            break;
                        }
                        case 5: {
                            obj.ciphertext = reader.bytes();
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
                                field: `${prefix}.capability`,
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
                                field: `${prefix}.expiresAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.nonce`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.ciphertext`,
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
        return encodeMessage(obj, SealedPayload.codec());
    }
    SealedPayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, SealedPayload.codec(), opts);
    }
    SealedPayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, SealedPayload.codec(), opts);
    }
    SealedPayload.stream = stream;
})(SealedPayload || (SealedPayload = {}));
export var LocationPayload;
(function (LocationPayload) {
    let _codec;
    LocationPayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.identityId != null && obj.identityId.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.identityId);
                }
                if ((obj.peerId != null && obj.peerId.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.peerId);
                }
                if ((obj.seq != null && obj.seq !== 0)) {
                    w.uint32(24);
                    w.uint64Number(obj.seq);
                }
                if ((obj.expiresAt != null && obj.expiresAt !== 0)) {
                    w.uint32(32);
                    w.uint64Number(obj.expiresAt);
                }
                if (obj.relayAddresses != null && obj.relayAddresses.length > 0) {
                    for (const value of obj.relayAddresses) {
                        w.uint32(42);
                        w.bytes(value);
                    }
                }
                if (obj.directAddresses != null && obj.directAddresses.length > 0) {
                    for (const value of obj.directAddresses) {
                        w.uint32(50);
                        w.bytes(value);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    identityId: uint8ArrayAlloc(0),
                    peerId: uint8ArrayAlloc(0),
                    seq: 0,
                    expiresAt: 0,
                    relayAddresses: [],
                    directAddresses: []
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.identityId = reader.bytes();
                            break;
                        }
                        case 2: {
                            obj.peerId = reader.bytes();
                            break;
                        }
                        case 3: {
                            obj.seq = reader.uint64Number();
                            break;
                        }
                        case 4: {
                            obj.expiresAt = reader.uint64Number();
                            break;
                        }
                        case 5: {
                            if (opts.limits?.relayAddresses != null && obj.relayAddresses.length === opts.limits.relayAddresses) {
                                throw new MaxLengthError('Decode error - repeated field "relayAddresses" had too many elements');
                            }
                            obj.relayAddresses.push(reader.bytes());
                            break;
                        }
                        case 6: {
                            if (opts.limits?.directAddresses != null && obj.directAddresses.length === opts.limits.directAddresses) {
                                throw new MaxLengthError('Decode error - repeated field "directAddresses" had too many elements');
                            }
                            obj.directAddresses.push(reader.bytes());
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
                    relayAddresses: 0,
                    directAddresses: 0
                };
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
                        case 2: {
                            yield {
                                field: `${prefix}.peerId`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.seq`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.expiresAt`,
                                value: reader.uint64Number()
                            };
                            break;
                        }
                        case 5: {
                            if (opts.limits?.relayAddresses != null && obj.relayAddresses === opts.limits.relayAddresses) {
                                throw new MaxLengthError('Streaming decode error - repeated field "relayAddresses" had too many elements');
                            }
                            yield {
                                field: `${prefix}.relayAddresses[]`,
                                index: obj.relayAddresses,
                                value: reader.bytes()
                            };
                            obj.relayAddresses++;
                            break;
                        }
                        case 6: {
                            if (opts.limits?.directAddresses != null && obj.directAddresses === opts.limits.directAddresses) {
                                throw new MaxLengthError('Streaming decode error - repeated field "directAddresses" had too many elements');
                            }
                            yield {
                                field: `${prefix}.directAddresses[]`,
                                index: obj.directAddresses,
                                value: reader.bytes()
                            };
                            obj.directAddresses++;
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
        return encodeMessage(obj, LocationPayload.codec());
    }
    LocationPayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, LocationPayload.codec(), opts);
    }
    LocationPayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, LocationPayload.codec(), opts);
    }
    LocationPayload.stream = stream;
})(LocationPayload || (LocationPayload = {}));
export var WitnessPayload;
(function (WitnessPayload) {
    let _codec;
    WitnessPayload.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.witness != null && obj.witness !== '')) {
                    w.uint32(10);
                    w.string(obj.witness);
                }
                if ((obj.domain != null && obj.domain !== '')) {
                    w.uint32(18);
                    w.string(obj.domain);
                }
                if ((obj.key != null && obj.key.byteLength > 0)) {
                    w.uint32(26);
                    w.bytes(obj.key);
                }
                if ((obj.website != null && obj.website !== false)) {
                    w.uint32(32);
                    w.bool(obj.website);
                }
                if ((obj.dns != null && obj.dns !== false)) {
                    w.uint32(40);
                    w.bool(obj.dns);
                }
                if ((obj.seenAt != null && obj.seenAt !== 0)) {
                    w.uint32(48);
                    w.uint64Number(obj.seenAt);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    witness: '',
                    domain: '',
                    key: uint8ArrayAlloc(0),
                    website: false,
                    dns: false,
                    seenAt: 0
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.witness = reader.string();
                            break;
                        }
                        case 2: {
                            obj.domain = reader.string();
                            break;
                        }
                        case 3: {
                            obj.key = reader.bytes();
                            break;
                        }
                        case 4: {
                            obj.website = reader.bool();
                            break;
                        }
                        case 5: {
                            obj.dns = reader.bool();
                            break;
                        }
                        case 6: {
                            obj.seenAt = reader.uint64Number();
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
                                field: `${prefix}.witness`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 2: {
                            yield {
                                field: `${prefix}.domain`,
                                value: reader.string()
                            };
                            break;
                        }
                        case 3: {
                            yield {
                                field: `${prefix}.key`,
                                value: reader.bytes()
                            };
                            break;
                        }
                        case 4: {
                            yield {
                                field: `${prefix}.website`,
                                value: reader.bool()
                            };
                            break;
                        }
                        case 5: {
                            yield {
                                field: `${prefix}.dns`,
                                value: reader.bool()
                            };
                            break;
                        }
                        case 6: {
                            yield {
                                field: `${prefix}.seenAt`,
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
        return encodeMessage(obj, WitnessPayload.codec());
    }
    WitnessPayload.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, WitnessPayload.codec(), opts);
    }
    WitnessPayload.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, WitnessPayload.codec(), opts);
    }
    WitnessPayload.stream = stream;
})(WitnessPayload || (WitnessPayload = {}));
export var SealedHome;
(function (SealedHome) {
    let _codec;
    SealedHome.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.domain != null && obj.domain !== '')) {
                    w.uint32(10);
                    w.string(obj.domain);
                }
                if ((obj.key != null && obj.key.byteLength > 0)) {
                    w.uint32(18);
                    w.bytes(obj.key);
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    domain: '',
                    key: uint8ArrayAlloc(0)
                };
                const end = length == null ? reader.len : reader.pos + length;
                while (reader.pos < end) {
                    const tag = reader.uint32();
                    switch (tag >>> 3) {
                        case 1: {
                            obj.domain = reader.string();
                            break;
                        }
                        case 2: {
                            obj.key = reader.bytes();
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
                        case 2: {
                            yield {
                                field: `${prefix}.key`,
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
        return encodeMessage(obj, SealedHome.codec());
    }
    SealedHome.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, SealedHome.codec(), opts);
    }
    SealedHome.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, SealedHome.codec(), opts);
    }
    SealedHome.stream = stream;
})(SealedHome || (SealedHome = {}));
export var SealedContent;
(function (SealedContent) {
    let _codec;
    SealedContent.codec = () => {
        if (_codec == null) {
            _codec = message((obj, w, opts = {}) => {
                if (opts.lengthDelimited !== false) {
                    w.fork();
                }
                if ((obj.identityRecord != null && obj.identityRecord.byteLength > 0)) {
                    w.uint32(10);
                    w.bytes(obj.identityRecord);
                }
                if (obj.homes != null && obj.homes.length > 0) {
                    for (const value of obj.homes) {
                        w.uint32(18);
                        SealedHome.codec().encode(value, w);
                    }
                }
                if (opts.lengthDelimited !== false) {
                    w.ldelim();
                }
            }, (reader, length, opts = {}) => {
                const obj = {
                    identityRecord: uint8ArrayAlloc(0),
                    homes: []
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
                            if (opts.limits?.homes != null && obj.homes.length === opts.limits.homes) {
                                throw new MaxLengthError('Decode error - repeated field "homes" had too many elements');
                            }
                            obj.homes.push(SealedHome.codec().decode(reader, reader.uint32(), {
                                limits: opts.limits?.homes$
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
                    homes: 0
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
                            if (opts.limits?.homes != null && obj.homes === opts.limits.homes) {
                                throw new MaxLengthError('Streaming decode error - repeated field "homes" had too many elements');
                            }
                            for (const evt of SealedHome.codec().stream(reader, reader.uint32(), `${prefix}.homes[]`, {
                                limits: opts.limits?.homes$
                            })) {
                                yield {
                                    ...evt,
                                    index: obj.homes
                                };
                            }
                            obj.homes++;
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
        return encodeMessage(obj, SealedContent.codec());
    }
    SealedContent.encode = encode;
    function decode(buf, opts) {
        return decodeMessage(buf, SealedContent.codec(), opts);
    }
    SealedContent.decode = decode;
    function stream(buf, opts) {
        return streamMessage(buf, SealedContent.codec(), opts);
    }
    SealedContent.stream = stream;
})(SealedContent || (SealedContent = {}));
