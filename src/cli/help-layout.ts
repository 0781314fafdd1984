import type { Help } from 'commander'

/** Narrower than this, two columns leave no room for words. */
const TWO_COLUMNS_FROM = 60
const NARROW_INDENT = 6

/** Help that also fits where commander's own does not: on a narrow terminal each explanation stands under its term. */
export const helpLayout: Partial<Help> = {
  minWidthToWrap: 20,
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? 80
    const isNarrow = width < TWO_COLUMNS_FROM
    const indent = isNarrow ? NARROW_INDENT : termWidth + 4
    const text = helper.boxWrap(description, width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`)
    return isNarrow ? `  ${term}\n${' '.repeat(indent)}${text}` : `  ${term.padEnd(termWidth)}  ${text}`
  },
}
