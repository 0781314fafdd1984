// RFC 3492, decoding only: browsers and Node.js encode (by `URL`), but show nobody the way back.
const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_N = 128
const MAX_CODE_POINT = 0x10ffff

function digitOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26
  return BASE
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let scaled = isFirst ? Math.floor(delta / DAMP) : delta >> 1
  scaled += Math.floor(scaled / length)
  let k = 0
  for (; scaled > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) scaled = Math.floor(scaled / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * scaled) / (scaled + SKEW))
}

/**
 * The Unicode text of a lower-case label without its `xn--`, or null where the text is no punycode.
 * Says nothing about whether the label is a good one: `names.ts` compares with the way back.
 */
export function decodePunycode(label: string): string | null {
  const lastHyphen = label.lastIndexOf('-')
  const output = lastHyphen > 0 ? [...label.slice(0, lastHyphen)].map((char) => char.codePointAt(0) ?? 0) : []
  let n = INITIAL_N
  let bias = INITIAL_BIAS
  let i = 0
  let at = lastHyphen > 0 ? lastHyphen + 1 : 0
  while (at < label.length) {
    const before = i
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = at < label.length ? digitOf(label.charCodeAt(at++)) : BASE
      if (digit === BASE) return null
      i += digit * weight
      const threshold = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias
      if (digit < threshold) break
      weight *= BASE - threshold
      if (i > Number.MAX_SAFE_INTEGER / BASE || weight > Number.MAX_SAFE_INTEGER / BASE) return null
    }
    const length = output.length + 1
    bias = adapt(i - before, length, before === 0)
    n += Math.floor(i / length)
    if (n > MAX_CODE_POINT) return null
    i %= length
    output.splice(i++, 0, n)
  }
  return String.fromCodePoint(...output)
}
