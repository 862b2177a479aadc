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
  /** The values of the properties. A property that was deleted may still have one. */
  readonly values: Record<PropertyKey, unknown>
  /** Why writes throw, once they do. */
  refusal: string | undefined
  /** The route file to name in errors, once the session is frozen. */
  file: string | undefined
}

// On the object itself: the garbage collector spends more on an entry of a WeakMap than all the rest of a session costs.
const internals: unique symbol = Symbol('internals')
type WithInternals = { readonly [internals]?: Internals }

// All sessions share one prototype with accessors. So creating a session needs no defineProperty for them, and an
// assignment to a reserved name runs a setter that explains the problem. `__proto__` is reserved, because
// `session[name] = value` with a name from a visitor would otherwise replace the prototype.
const methodsPrototype: object = Object.create(Object.prototype, {
  destroy: createAccessor('destroy', (session) => session[internals]?.methods.destroy),
  regenerate: createAccessor('regenerate', (session) => session[internals]?.methods.regenerate),
  [reservedKey]: createAccessor(reservedKey, () => undefined),
  // The brackets are needed: `__proto__: …` would set the prototype of this object literal.
  ['__proto__']: createAccessor('__proto__', (session) => Object.getPrototypeOf(session)),
})
/** The names that no property of a session may have. */
export const reservedNames: readonly string[] = Object.getOwnPropertyNames(methodsPrototype)

// console.log() would show accessors instead of their values.
Object.defineProperty(methodsPrototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: object) {
    return { ...this }
  },
})

// An assignment to a missing property reaches the `set` trap of a proxy in the prototype chain. The properties that a
// session has do not pass through it. The engine creates objects faster if their own prototype is not the proxy.
const sessionPrototype: object = Object.create(new Proxy(methodsPrototype, { set: addProperty }))

const destroyedReason =
  'the session was destroyed in this request. To start a new session, call regenerate() instead of destroy()'
const sentReason =
  'the response has started, so the session can no longer change. Change it earlier, in a loader or handler'

/**
 * Creates a session object.
 *
 * Its properties are accessors from the start: turning values into accessors when the session is frozen takes three times
 * as long.
 *
 * @param values Its properties. Reserved names are left out
 * @param methods What `destroy()` and `regenerate()` do
 */
export function createSessionObject(
  values: Readonly<Record<string, unknown>>,
  methods: SessionMethods,
): Record<string, unknown> {
  const own: Internals = { methods, values: { ...values }, refusal: undefined, file: undefined }
  const session = Object.create(sessionPrototype)
  Object.defineProperty(session, internals, { value: own })
  for (const name of Object.keys(values)) {
    if (!reservedNames.includes(name)) Object.defineProperty(session, name, accessorOf(name))
  }
  return session
}

/** Removes every property. Every later write throws. */
export function clearSessionObject(session: Record<string, unknown>): void {
  for (const name of Object.keys(session)) delete session[name]
  internalsOf(session).refusal = destroyedReason
}

/**
 * Makes every later write throw, because it would be lost. Reading still works.
 *
 * Nested objects are not frozen, because they may belong to the application.
 *
 * @param file The route file to name in the error message
 */
export function freezeSessionObject(session: Record<string, unknown>, file?: string): void {
  const own = internalsOf(session)
  if (file) own.file = file
  own.refusal ??= sentReason
  // The accessors explain assignments. This refuses everything else, such as `delete`.
  Object.freeze(session)
}

function internalsOf(session: object): Internals {
  return (session as WithInternals)[internals]!
}

/** Sites decide which properties they store, but a name may come from a visitor. */
const maxSharedAccessors = 200
const sharedAccessors = new Map<string | symbol, PropertyDescriptor>()

/**
 * Returns the accessor of a property.
 *
 * Sessions share it: with accessors of its own, every session would have a hidden class of its own, too.
 */
function accessorOf(name: string | symbol): PropertyDescriptor {
  const known = sharedAccessors.get(name)
  if (known) return known
  const accessor: PropertyDescriptor = {
    get(this: WithInternals) {
      return this[internals]?.values[name]
    },
    set(this: object, value: unknown) {
      openValues(this, name)[name] = value
    },
    enumerable: true,
    configurable: true,
  }
  if (sharedAccessors.size < maxSharedAccessors) sharedAccessors.set(name, accessor)
  return accessor
}

/** The trap for assignments to properties that a session does not have. */
function addProperty(prototype: object, name: string | symbol, value: unknown, session: object): boolean {
  if (Object.hasOwn(prototype, name)) return Reflect.set(prototype, name, value, session)
  openValues(session, name)[name] = value
  return Reflect.defineProperty(session, name, accessorOf(name))
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

/** Returns the values of a session, to write the one with this name; throws if it is too late. */
function openValues(session: object, name: string | symbol): Internals['values'] {
  const { values, refusal, file } = internalsOf(session)
  if (refusal === undefined) return values
  throw new Error(`${file ? `${file}: ` : ''}ctx.session.${String(name)}: ${refusal}.`)
}
