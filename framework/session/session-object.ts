// The object behind ctx.session: the site's properties, two methods, and errors for writes that come too late.

/**
 * Declares the properties that a site keeps in its sessions.
 *
 * It is empty: a site adds its own properties once, in any file that imports something:
 * `declare module 'vial' { interface Session { userId: number } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: sites add members by declaration merging, which a type cannot do
export interface Session {}

/** The methods of a session. They are not enumerable and not stored. */
export interface SessionMethods {
  /**
   * Ends the session: removes every property immediately, and the cookie with the response.
   *
   * This is final for the request: writing a property afterwards throws. A flash message can still be set.
   */
  destroy(): void

  /**
   * Starts a new session, to prevent session fixation: an attacker who planted or copied the old cookie does not share
   * the new session. Call it at login.
   *
   * It drops the values that came with the cookie, even objects that this request has modified, and keeps the values
   * that this request has assigned. A string, number or boolean that equals the one in the cookie cannot be told apart
   * from it, so assign such values after the call. Copy what should survive:
   * `const { cart } = session; session.regenerate(); session.cart = cart`.
   */
  regenerate(): void
}

/** A session. Any property may be missing, as in the session of a new visitor. */
export type SessionObject = Partial<Session> & SessionMethods

/** The property of the stored JSON that holds the framework's own data. */
export const reservedKey = '$vial'

// All sessions share one prototype with accessors. So creating a session needs no defineProperty, and an assignment to a
// reserved name runs a setter that explains the problem. `__proto__` is reserved, because `session[name] = value` with a
// name from a visitor would otherwise replace the prototype.
const methodsOf = new WeakMap<object, SessionMethods>()
const fileOf = new WeakMap<object, string>()
const sessionPrototype: object = Object.create(Object.prototype, {
  destroy: createAccessor('destroy', (session) => methodsOf.get(session)?.destroy),
  regenerate: createAccessor('regenerate', (session) => methodsOf.get(session)?.regenerate),
  [reservedKey]: createAccessor(reservedKey, () => undefined),
  // The brackets are needed: `__proto__: …` would set the prototype of this object literal.
  ['__proto__']: createAccessor('__proto__', (session) => Object.getPrototypeOf(session)),
})
const reservedNames = Object.getOwnPropertyNames(sessionPrototype)

const destroyedReason =
  'the session was destroyed in this request. To start a new session, call regenerate() instead of destroy()'
const sentReason =
  'the response has started, so the session can no longer change. Change it earlier, in a loader or handler'
const destroyedPrototype = createReadonlyPrototype(destroyedReason)
const sentPrototype = createReadonlyPrototype(sentReason)

/**
 * Creates a session object.
 *
 * @param values Its properties. Reserved names are removed from this object
 * @param methods What `destroy()` and `regenerate()` do
 */
export function createSessionObject(
  values: Record<string, unknown>,
  methods: SessionMethods,
): Record<string, unknown> {
  for (const name of reservedNames) if (Object.hasOwn(values, name)) delete values[name]
  const session = Object.assign(Object.create(sessionPrototype), values)
  methodsOf.set(session, methods)
  return session
}

/** Removes every property. Every later write throws. */
export function clearSessionObject(session: Record<string, unknown>): void {
  for (const name of Object.keys(session)) delete session[name]
  Object.setPrototypeOf(session, destroyedPrototype)
}

/**
 * Makes every later write throw, because it would be lost. Reading still works.
 *
 * Nested objects are not frozen, because they may belong to the application.
 *
 * @param file The route file to name in the error message
 */
export function freezeSessionObject(session: Record<string, unknown>, file?: string): void {
  if (file) fileOf.set(session, file)
  // It was frozen before: the inspector asks once more whether the session has changed.
  if (!Object.isExtensible(session)) return
  // Without setters the engine would throw for an existing property, and name neither the file nor the reason.
  for (const name of Object.keys(session)) {
    const value = session[name]
    Object.defineProperty(session, name, {
      get: () => value,
      set: () => refuseWrite(session, name, sentReason),
      enumerable: true,
      configurable: false,
    })
  }
  if (Object.getPrototypeOf(session) !== destroyedPrototype) Object.setPrototypeOf(session, sentPrototype)
  Object.preventExtensions(session)
}

function createAccessor(name: string, read: (session: object) => unknown): PropertyDescriptor {
  return {
    get(this: object) {
      return read(this)
    },
    set() {
      throw new Error(`ctx.session.${name}: this name is reserved. Store the value under another name.`)
    },
  }
}

// An assignment to a missing property reaches the `set` trap of a proxy in the prototype chain, which can explain the
// problem. Until a session has this prototype, the proxy costs nothing.
function createReadonlyPrototype(reason: string): object {
  return new Proxy(sessionPrototype, {
    set: (_target, name, _value, session) => refuseWrite(session, name, reason),
  })
}

function refuseWrite(session: object, name: string | symbol, reason: string): never {
  const file = fileOf.get(session)
  throw new Error(`${file ? `${file}: ` : ''}ctx.session.${String(name)}: ${reason}.`)
}
