// Refuses options that a function does not have, which would silently have no effect.

/**
 * Refuses options that are not an object, or that contain an unknown name.
 *
 * @param call The function, such as `cors()`
 * @param options What the site's code passed
 * @param names The known options, as the keys of an object
 * @throws TypeError that lists them
 */
export function assertOptions(
  call: string,
  options: unknown,
  names: Readonly<Record<string, unknown>>,
): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const what = options === undefined ? 'missing' : 'not an object'
    throw new TypeError(`${call}: the options are ${what}. Pass an object with some of ${formatNames()}.`)
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name))
  if (unknown === undefined) return
  throw new TypeError(`${call}: there is no option ${unknown}. Use some of ${formatNames()}.`)

  function formatNames(): string {
    return Object.keys(names).join(', ')
  }
}

/**
 * Refuses a `ctx` as the options of a function that creates middleware: the function itself was used as the middleware.
 *
 * @param name The function, such as `cors`
 * @throws TypeError that says what to write
 */
export function assertNoContext(name: string, options: unknown): void {
  if (typeof options === 'object' && options !== null && 'requestId' in options) {
    throw new TypeError(`${name} creates middleware, but is not one itself. Call it: ${name}({ … }).`)
  }
}
