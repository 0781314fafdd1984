import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import { after, before, test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { type CertificateAuthority, createCertificateAuthority } from '../../src/testnet/certificate-authority.ts'

let authority: CertificateAuthority
let server: Server
let port: number

before(async () => {
  authority = await createCertificateAuthority()
  server = createServer(await authority.issue(['a.test', 'www.a.test']))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as { port: number }).port
})
after(() => server.close())

async function handshake(servername: string, ca: string): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, servername, ca })
  try {
    await once(socket, 'secureConnect')
    return socket
  } finally {
    socket.destroy()
  }
}

test('a certificate is accepted for each of its names by those who trust the authority', async () => {
  assert.equal((await handshake('a.test', authority.certificate)).authorized, true)
  assert.equal((await handshake('www.a.test', authority.certificate)).authorized, true)
})

test('it is refused for another name, and by those who trust another authority', async () => {
  await assert.rejects(handshake('b.test', authority.certificate), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  const other = await createCertificateAuthority()
  await assert.rejects(handshake('a.test', other.certificate), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
})

test('the clock that it is given decides the validity', async () => {
  const old = await createCertificateAuthority({ now: () => Date.UTC(2020, 0, 1) })
  const certificate = new X509Certificate(old.certificate)
  assert.equal(certificate.validToDate.getUTCFullYear(), 2020)
  assert.equal(certificate.ca, true)
})

test('an issued certificate is no authority', async () => {
  const leaf = new X509Certificate((await authority.issue(['b.test'])).cert)
  assert.equal(leaf.ca, false)
  assert.equal(leaf.subjectAltName, 'DNS:b.test')
  assert.equal(leaf.checkIssued(new X509Certificate(authority.certificate)), true)
})
