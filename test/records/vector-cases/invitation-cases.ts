import { invitationUri, parseInvitation } from '../../../src/records/invitation.ts'
import { filled, KEYS, NETWORK, rawOf } from '../fixtures.ts'
import { asJson, expectCode, type Vector } from './vector.ts'

const GOOD = { network: NETWORK, domain: 'b.example', capability: rawOf(KEYS.capability), readSecret: filled(0x5e) }
const URI = invitationUri(GOOD)
const [, , , , capability = '', secret = ''] = URI.split('/')
const LONG = `${'a'.repeat(60)}.`.repeat(4)

/** Invitations as they are written, and what is none. docs/spec/invitations.md */
export async function invitationVectors(): Promise<Vector[]> {
  const inputs = [URI, URI.toUpperCase(), invitationUri({ ...GOOD, domain: `${LONG}example` })]
  const cases = inputs.map((input) => ({ input, uri: input.toLowerCase(), ...parseInvitation(input) }))
  const description = 'Invitations in either case, and what is in them.'
  const valid = { description, rule: 'invitation', operation: 'parseInvitation', cases }
  return [
    { path: 'sealed/valid/invitation', content: asJson(valid) as Vector['content'] },
    await refused('invitation', 'INVALID_URI', 'No invitation, or not all of one.', [
      '',
      'openpeer:invite',
      URI.slice(0, -1),
      `${URI}/`,
      `${URI}?x=1`,
      ` ${URI}`,
      URI.replace('/1/', '/2/'),
      URI.replace(`/${NETWORK}/`, '//'),
      URI.replace(`/${NETWORK}/`, '/a_b/'),
      URI.replace('openpeer:', 'openpeer://'),
      URI.replace(`/${secret}`, ''),
      URI.replace(secret, `${secret}q`),
      URI.replace('invite', 'inv\u0131te'),
      `${URI.slice(0, -2)}\u212a${URI.slice(-1)}`,
      URI.replace('b.example', 'bücher.example'),
      URI.replace(capability, capability.replace('b', 'z')),
    ]),
    await refused('invitation.base32', 'INVALID_URI', 'Spare bits that are not zero: a second spelling.', [
      `${URI.slice(0, -1)}b`,
    ]),
    await refused('invitation.length', 'INVALID_URI', 'More than 420 characters.', [`${URI}${' '.repeat(300)}`]),
    await refused('invitation-domain', 'INVALID_NAME', 'No domain.', [
      URI.replace('b.example', 'example'),
      URI.replace('b.example', '127.0.0.1'),
      URI.replace('b.example', 'b.xn--80ak6aa92e-.example'),
    ]),
  ]
}

async function refused(name: string, errorCode: 'INVALID_URI' | 'INVALID_NAME', description: string, inputs: string[]) {
  for (const input of inputs) await expectCode(`${name} ${input}`, errorCode, () => parseInvitation(input))
  const rule = name.split('.')[0] ?? name
  const content = { description, rule, operation: 'parseInvitation', inputs, errorCode }
  return { path: `sealed/invalid/${name}`, content }
}
