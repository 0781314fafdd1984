import { EXIT } from '../exit-codes.ts'
import { withEntry } from '../find-entry.ts'
import { contactText } from '../show-contact.ts'
import { entryJson, entryText } from '../show-entry.ts'

/** What is remembered of one; nobody is asked. */
export const run = withEntry(async (_, entry, { output, width }) => {
  const { contact } = entry
  const parts = [entryText(entry, width), ...(contact === null ? [] : [contactText(contact, width)])]
  output.result(entryJson(entry), parts.join('\n\n'))
  return EXIT.ok
})
