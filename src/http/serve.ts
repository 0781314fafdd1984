import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { OpenPeerError } from '../errors.ts'
import { type CertificateFiles, type CertificateRenewal, keepCertificateFresh, readCertificate } from './certificate.ts'
import { clientAddress } from './client-address.ts'
import { limitConnections } from './connection-limit.ts'
import { errorBody, errorResponse, type HttpCode, statusOf, thrownResponse } from './error-response.ts'

/** Who sent a request. */
export interface Caller {
  /** what its budget is kept under: an IPv4 address, or the /64 of an IPv6 one */
  address: string
}

/** A web application: what hono's `app.fetch` is. It must not throw. */
export type WebApp = (request: Request, caller: Caller) => Promise<Response> | Response

export interface ServeOptions {
  host: string
  /** 0 for any free one. */
  port: number
  tls?: CertificateFiles | null
  /** Proxies in front that are believed about addresses (docs/spec/http.md, "Budgets"); 0 unless given. */
  trustProxy?: number
  /** Addresses that may have more connections than others: those of proxies. */
  sharedAddresses?: readonly string[]
  /** Whether connections of an address are cut off unread: its budget is used up. */
  isRefused?: (address: string) => boolean
  /** Told what no answer can say: an unusable renewed certificate. */
  onError?: (error: unknown) => void
}

export interface HttpServer {
  /** Where it listens, `http(s)://host:port`, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Only with TLS. */
  readonly certificate: CertificateRenewal | null
  /** Takes no new request, lets those under way finish for `timeoutMs` (default 5 s), then cuts them off. */
  stop(options?: { timeoutMs?: number }): Promise<void>
}

const MAX_HEADER_BYTES = 8 * 1024
const MAX_CONNECTIONS = 1_000
/** One address cannot take them all. */
const MAX_CONNECTIONS_PER_ADDRESS = 100
const MAX_REQUESTS_PER_CONNECTION = 1_000
const HEADERS_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 10_000
const KEEP_ALIVE_TIMEOUT_MS = 10_000
const TIMEOUT_CHECK_MS = 1_000
const STOP_TIMEOUT_MS = 5_000

/**
 * Serves an application over HTTP/1.1, over TLS when files are given. Throws INVALID_CONFIG when the address cannot be
 * had or the certificate cannot be used. Limits: docs/spec/http.md.
 */
export async function serve(app: WebApp, options: ServeOptions): Promise<HttpServer> {
  const {
    host,
    port,
    tls = null,
    trustProxy = 0,
    sharedAddresses = [],
    isRefused = () => false,
    onError = () => {},
  } = options
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
  }
  const listener: RequestListener = getRequestListener(
    async (request, { incoming }) => app(request, { address: clientAddress(incoming, trustProxy) }),
    {
      overrideGlobalObjects: false,
      errorHandler: refusedRequest,
    },
  )
  let server: Server
  let certificate: CertificateRenewal | null = null
  if (tls === null) server = createServer(limits, listener)
  else {
    const inUse = await readCertificate(tls)
    const tlsServer = createTlsServer({ ...limits, ...inUse }, listener)
    certificate = keepCertificateFresh(tlsServer, tls, inUse, onError)
    server = tlsServer
  }
  server.maxConnections = MAX_CONNECTIONS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION
  limitConnections(server, { max: MAX_CONNECTIONS_PER_ADDRESS, shared: sharedAddresses, isRefused })
  server.on('clientError', answerBrokenRequest)
  // While stopping, a connection whose request ends must not be kept alive for a next one.
  let stopping = false
  const closeIdle = () => setImmediate(() => stopping && server.closeIdleConnections())
  server.on('request', (_request, response) => response.once('close', closeIdle))
  try {
    await listen(server, host, port)
  } catch (error) {
    certificate?.stop()
    throw error
  }
  const bound = (server.address() as AddressInfo).port
  return {
    url: `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    certificate,
    stop({ timeoutMs = STOP_TIMEOUT_MS } = {}) {
      stopping = true
      certificate?.stop()
      return stop(server, timeoutMs)
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? 'another program listens there'
          : cause.code === 'EACCES'
            ? 'this user may not listen there'
            : cause.message
      const message = `Cannot listen on ${host}:${port}: ${why}. Change the host or port, or stop the other program.`
      reject(new OpenPeerError('INVALID_CONFIG', message, { cause }))
    })
    server.listen({ host, port }, () => resolve())
  })
}

function stop(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), timeoutMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** A request that Node.js read but that makes no URL, such as one with two colons in its Host header. */
function refusedRequest(error: unknown): Response {
  if (error instanceof Error && error.name === 'RequestError') {
    return errorResponse('BAD_REQUEST', `This is no request that can be answered: ${error.message}.`)
  }
  return thrownResponse(error)
}

/** What Node.js could not even read: answered by hand, since there is no request yet. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [code, message] = BROKEN[error.code ?? ''] ?? UNREADABLE
  const body = errorBody(code, message)
  const head = [
    `HTTP/1.1 ${statusOf(code)} ${code}`,
    'content-type: application/json',
    `content-length: ${new TextEncoder().encode(body).byteLength}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const UNREADABLE: [HttpCode, string] = ['BAD_REQUEST', 'This is not HTTP/1.1 as the standard has it.']
const BROKEN: Record<string, [HttpCode, string]> = {
  HPE_HEADER_OVERFLOW: [
    'HEADERS_TOO_LARGE',
    `The request line and headers may have ${MAX_HEADER_BYTES} bytes together.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMEOUT', 'The request did not arrive in time. Send it again at once and whole.'],
}
