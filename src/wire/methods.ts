import type { MessageCodec, Method } from './call.ts'
import {
  ChatMessage,
  ChatReceipt,
  CheckProofsRequest,
  CheckProofsResponse,
  DescribeRequest,
  DescribeResponse,
  FindRequest,
  FindResponse,
  GetRequest,
  GetResponse,
  GetVaultRequest,
  GetVaultResponse,
  HoldersRequest,
  HoldersResponse,
  IntroduceRequest,
  IntroduceResponse,
  ListRequest,
  ListResponse,
  LocateRequest,
  LocateResponse,
  MoveNameRequest,
  MoveNameResponse,
  OperatorsRequest,
  OperatorsResponse,
  PublishRequest,
  PublishResponse,
  PutLocationRequest,
  PutLocationResponse,
  PutRequest,
  PutResponse,
  PutVaultRequest,
  PutVaultResponse,
  RaiseCircuitRequest,
  RaiseCircuitResponse,
  RegisterRequest,
  RegisterResponse,
  ResolveRequest,
  ResolveResponse,
  WitnessRequest,
  WitnessResponse,
} from './messages.js'

/** Most records, keys or entries in one message of the directory and records protocols. */
export const MAX_BATCH = 64
/** Most locations of one identity in one answer. */
export const MAX_LOCATIONS = 16
/** Most domain records of an identity's homes in one answer. */
export const MAX_HOME_RECORDS = 4
/** Most closer nodes in the answer for one key. */
export const MAX_CLOSER_NODES = 20
/** Most operator nodes in one list of them. */
export const MAX_OPERATORS = 1000
/** Most records in one page of what a new holder should hold. */
export const MAX_LISTED = 500
/** Most addresses of one node or device. */
export const MAX_ADDRESSES = 16
/** Most witness statements in one answer: a domain may be changing from one key to the next. */
export const MAX_STATEMENTS = 2
/** Most claims of one identity in one question: as many as its profile can have. */
export const MAX_CLAIMS = 16

const nodes = { multiaddrs: MAX_ADDRESSES }
const closer = { results: MAX_BATCH, results$: { closer: MAX_CLOSER_NODES, closer$: nodes } }

function method<Request, Response>(
  name: string,
  request: MessageCodec<Request>,
  response: MessageCodec<Response>,
  limits: Method<Request, Response>['limits'] = {},
): Method<Request, Response> {
  return { name, request, response, limits }
}

/** Peer ↔ operator node, operator node ↔ operator node (docs/spec/protocols.md). */
export const directory = {
  describe: method('describe', DescribeRequest, DescribeResponse),
  resolve: method('resolve', ResolveRequest, ResolveResponse, {
    response: { locations: MAX_LOCATIONS, homeRecords: MAX_HOME_RECORDS },
  }),
  find: method('find', FindRequest, FindResponse, {
    request: { routingKeys: MAX_BATCH },
    response: { records: MAX_BATCH },
  }),
  register: method('register', RegisterRequest, RegisterResponse),
  moveName: method('moveName', MoveNameRequest, MoveNameResponse),
  publish: method('publish', PublishRequest, PublishResponse, {
    request: { records: MAX_BATCH },
    response: { results: MAX_BATCH },
  }),
  putLocation: method('putLocation', PutLocationRequest, PutLocationResponse),
  locate: method('locate', LocateRequest, LocateResponse, { response: { locations: MAX_LOCATIONS } }),
  witness: method('witness', WitnessRequest, WitnessResponse, { response: { statements: MAX_STATEMENTS } }),
  holders: method('holders', HoldersRequest, HoldersResponse, {
    response: { nodes: MAX_CLOSER_NODES, nodes$: nodes },
  }),
  checkProofs: method('checkProofs', CheckProofsRequest, CheckProofsResponse, {
    request: { claims: MAX_CLAIMS },
    response: { outcomes: MAX_CLAIMS },
  }),
  raiseCircuit: method('raiseCircuit', RaiseCircuitRequest, RaiseCircuitResponse),
  putVault: method('putVault', PutVaultRequest, PutVaultResponse),
  getVault: method('getVault', GetVaultRequest, GetVaultResponse),
}

/** Operator node ↔ operator node (docs/spec/protocols.md). */
export const records = {
  put: method('put', PutRequest, PutResponse, { request: { entries: MAX_BATCH }, response: closer }),
  get: method('get', GetRequest, GetResponse, { request: { entries: MAX_BATCH }, response: closer }),
  operators: method('operators', OperatorsRequest, OperatorsResponse, {
    response: { nodes: MAX_OPERATORS, nodes$: nodes },
  }),
  list: method('list', ListRequest, ListResponse, { response: { entries: MAX_LISTED } }),
  introduce: method('introduce', IntroduceRequest, IntroduceResponse),
}

/** Peer ↔ peer (docs/spec/protocols.md). */
export const chat = {
  message: method('message', ChatMessage, ChatReceipt),
}
