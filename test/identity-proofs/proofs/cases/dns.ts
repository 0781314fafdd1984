import type { MethodCase } from '../case.ts'

export const dns: MethodCase = {
  method: 'dns',
  claim: 'dns:alice.test',
  account: 'alice.test',
  takes: ['dns:alice.test?type=TXT', 'dns:sub.alice.test'],
  leaves: ['dns:localhost', 'dns:alice.test?type=A', 'dns://8.8.8.8/alice.test', 'dns:alice.test/path', 'dns:'],
  genuine: (word) => ({ txt: { 'alice.test': ['v=spf1 -all', `openpeer-proof=${word}`] } }),
  forgeries: [
    { what: 'no record', answers: () => ({ txt: { 'alice.test': [] } }), result: 'missing' },
    {
      what: 'the word cut in two records',
      answers: ({ plain }) => ({ txt: { 'alice.test': [plain.slice(0, 30), plain.slice(30)] } }),
      result: 'missing',
    },
    {
      what: 'the word inside a longer one',
      answers: ({ plain }) => ({ txt: { 'alice.test': [`${plain}a`] } }),
      result: 'missing',
    },
    {
      what: 'the record of a name below it',
      answers: ({ plain }) => ({ txt: { 'alice.test': [], 'mallory.alice.test': [plain] } }),
      result: 'missing',
    },
  ],
}
