import { joined } from './mutate-bytes.ts'

/** Several byte strings as one, so that every input of every target is bytes that can be saved and given again. */
export function pack(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined(
    parts.flatMap((part) => {
      const head = new Uint8Array(4)
      new DataView(head.buffer).setUint32(0, part.length)
      return [head, part]
    }),
  )
}

/** The opposite of `pack`. Throws RangeError for bytes that it did not make. */
export function unpack(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = view.getUint32(at)
    if (at + 4 + size > bytes.length) throw new RangeError('this is no packed input')
    parts.push(Uint8Array.from(bytes.subarray(at + 4, at + 4 + size)))
    at += 4 + size
  }
  return parts
}

/** A text as bytes that keep what UTF-8 would lose: lone surrogates. */
export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'utf16le'))
}

/** The opposite of `textBytes`. */
export function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le')
}
