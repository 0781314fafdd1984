/** Puts something in place of a method, inherited or not; the result takes it away again. */
export function replaceMethod<T extends object, K extends keyof T>(
  object: T,
  name: K,
  make: (original: T[K]) => T[K],
): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name)
  const value = make(object[name])
  Object.defineProperty(object, name, { value, writable: true, configurable: true })
  return () => {
    if (own === undefined) Reflect.deleteProperty(object, name)
    else Object.defineProperty(object, name, own)
  }
}
