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

/** What the framework keeps with a session object. It is not enumerable, so no copy of the session includes it. */
interface Internals {
  readonly methods: SessionMethods
  /** The route file to name in errors, once the session is frozen. */
  file: string | undefined
  /** The properties, once the session is frozen. */
  frozen: Readonly<Record<string, unknown>>
}

// On the object itself: the garbage collector spends more on an entry of a WeakMap than all the rest of a session costs.
const internals: unique symbol = Symbol('internals')
type WithInternals = { [internals]?: Internals }

// All sessions share one prototype with accessors. So creating a session needs no defineProperty for them, and an
// assignment to a reserved name runs a setter that explains the problem. `__proto__` is reserved, because
// `session[name] = value` with a name from a visitor would otherwise replace the prototype.
const sessionPrototype: object = Object.create(Object.prototype, {
  destroy: createAccessor('destroy', (session) => session[internals]?.methods.destroy),
  regenerate: createAccessor('regenerate', (session) => session[internals]?.methods.regenerate),
  [reservedKey]: createAccessor(reservedKey, () => undefined),
  // The brackets are needed: `__proto__: …` would set the prototype of this object literal.
  ['__proto__']: createAccessor('__proto__', (session) => Object.getPrototypeOf(session)),
})
/** The names that no property of a session may have. */
export const reservedNames: readonly string[] = Object.getOwnPropertyNames(sessionPrototype)

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
  const session = Object.create(sessionPrototype)
  const own: Internals = { methods, file: undefined, frozen: {} }
  Object.defineProperty(session, internals, { value: own })
  return Object.assign(session, values)
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
 * @returns Its properties, which are faster to read than those of the frozen object
 */
export function freezeSessionObject(
  session: Record<string, unknown>,
  file?: string,
): Readonly<Record<string, unknown>> {
  const own = (session as WithInternals)[internals]!
  if (file) own.file = file
  // It was frozen before: the inspector asks once more whether the session has changed.
  if (!Object.isExtensible(session)) return own.frozen
  own.frozen = { ...session }
  // Without setters the engine would throw for an existing property, and name neither the file nor the reason.
  for (const name of Object.keys(session)) Object.defineProperty(session, name, frozenPropertyOf(name))
  if (Object.getPrototypeOf(session) !== destroyedPrototype) Object.setPrototypeOf(session, sentPrototype)
  Object.preventExtensions(session)
  return own.frozen
}

/** Sites decide which properties they store, but a name may come from a visitor. */
const maxFrozenProperties = 200
const frozenProperties = new Map<string, PropertyDescriptor>()

/**
 * Returns the accessor of a property of a frozen session.
 *
 * Sessions share it: with accessors of its own, every session would have a hidden class of its own, too.
 */
function frozenPropertyOf(name: string): PropertyDescriptor {
  const known = frozenProperties.get(name)
  if (known) return known
  const property: PropertyDescriptor = {
    get(this: WithInternals) {
      return this[internals]?.frozen[name]
    },
    set(this: object) {
      refuseWrite(this, name, sentReason)
    },
    enumerable: true,
    configurable: false,
  }
  if (frozenProperties.size < maxFrozenProperties) frozenProperties.set(name, property)
  return property
}

function createAccessor(name: string, read: (session: WithInternals) => unknown): PropertyDescriptor {
  return {
    get(this: WithInternals) {
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

function refuseWrite(session: WithInternals, name: string | symbol, reason: string): never {
  const file = session[internals]?.file
  throw new Error(`${file ? `${file}: ` : ''}ctx.session.${String(name)}: ${reason}.`)
}
