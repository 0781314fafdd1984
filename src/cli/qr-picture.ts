import { renderUnicodeCompact } from 'uqr'

/** A QR code for the terminal. Broken over lines nobody could scan it: then a sentence that says so. */
export function qrPicture(text: string, width: number): string {
  const code = renderUnicodeCompact(text, { border: 2 })
  const columns = Math.max(...code.split('\n').map((row) => row.length))
  return columns <= width ? code : `The QR code needs ${columns} columns: make the window wider.`
}
