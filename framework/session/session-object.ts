// The object that route files know as ctx.session: the author's properties, two methods, refused writes.

/**
 * Lists the properties that a site keeps in its sessions.
 *
 * Empty on purpose: a site adds its own, once, in any file that imports something:
 * `declare module 'vial' { interface Session { userId: number } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: sites add members by declaration merging, which a type cannot do
export interface Session {}

/** What a session can do besides holding properties. Neither is enumerable nor part of what is stored. */
export interface SessionMethods {
  /**
   * Ends the session: every property goes at once, the cookie with the response.
   *
   * It is final for this request: writing a property afterwards throws. A flash message may still be set.
   */
  destroy(): void

  /**
   * Begins a new session, so that nobody who planted or copied the old cookie shares this one. Call it at
   * login.
   *
   * What came with the request's cookie is dropped, even where this request changed something inside of it;
   * what this request assigned, before or after the call, stays. An assigned string, number or boolean that
   * equals the cookie's cannot be told from it, so assign after the call to be sure. Copy what should
   * survive: `const { cart } = session; session.regenerate(); session.cart = cart`.
   */
  regenerate(): void
}

/** A session: any property may be missing, as it is on a first visit. */
export type SessionObject = Partial<Session> & SessionMethods

/** The property under which the stored text keeps what is not the author's. */
export const reservedKey = '$vial'

// One prototype for all sessions, and accessors on it: making a session costs no defineProperty, and an
// assignment to one of these names runs a setter that can say what is wrong. `__proto__` is among them
// because `session[name] = value` with a visitor's name would otherwise replace the prototype.
const methodsOf = new WeakMap<object, SessionMethods>()
const fileOf = new WeakMap<object, string>()
const sessionPrototype: object = Object.create(Object.prototype, {
  destroy: createAccessor('destroy', (session) => methodsOf.get(session)?.destroy),
  regenerate: createAccessor('regenerate', (session) => methodsOf.get(session)?.regenerate),
  [reservedKey]: createAccessor(reservedKey, () => undefined),
  // In brackets: without them this would set the prototype's own prototype.
  ['__proto__']: createAccessor('__proto__', (session) => Object.getPrototypeOf(session)),
})
const takenNames = Object.getOwnPropertyNames(sessionPrototype)

const destroyedPrototype = createRefusingPrototype({
  'the session was destroyed in this request. Use regenerate() instead to begin a new session': () => {},
})
const sentPrototype = createRefusingPrototype({
  'the session was already sent: the response has started. Write to the session before, in a loader or handler':
    () => {},
})

/**
 * Makes a session object.
 *
 * @param values Its properties. Names that the session needs for itself are removed from it
 * @param methods What `destroy()` and `regenerate()` do
 */
export function createSessionObject(
  values: Record<string, unknown>,
  methods: SessionMethods,
): Record<string, unknown> {
  for (const name of takenNames) if (Object.hasOwn(values, name)) delete values[name]
  const session = Object.assign(Object.create(sessionPrototype), values)
  methodsOf.set(session, methods)
  return session
}

/** Removes every property and makes every later write throw. */
export function clearSessionObject(session: Record<string, unknown>): void {
  for (const name of Object.keys(session)) delete session[name]
  Object.setPrototypeOf(session, destroyedPrototype)
}

/**
 * Makes every later write throw, because nobody would see it; reading goes on working.
 *
 * Only the session itself: a nested object may belong to the application, and is not for us to freeze.
 *
 * @param file The route file that the message blames
 */
export function freezeSessionObject(session: Record<string, unknown>, file?: string): void {
  if (file) fileOf.set(session, file)
  if (Object.getPrototypeOf(session) !== destroyedPrototype) Object.setPrototypeOf(session, sentPrototype)
  Object.freeze(session)
}

function createAccessor(name: string, read: (session: object) => unknown): PropertyDescriptor {
  return {
    get(this: object) {
      return read(this)
    },
    set() {
      throw new Error(
        `ctx.session.${name}: this name belongs to the session itself. Store the value under another one.`,
      )
    },
  }
}

// Assigning a property that is not there asks the prototypes first, so a proxy behind the object can refuse
// with a sentence of its own, and costs nothing before. Assigning one that is there never gets that far. The
// engine throws then, and names the object after its constructor: "Cannot assign to read only property
// 'userId' of object '#<…>'". Hence a constructor whose name is the sentence. V8 looks at names that stand
// literally in the source only.
function createRefusingPrototype(named: Record<string, () => void>): object {
  const [reason, namedConstructor] = Object.entries(named)[0]!
  const refuse = (_target: object, name: string | symbol, _value: unknown, session: object): never => {
    const file = fileOf.get(session)
    throw new Error(`${file ? `${file}: ` : ''}ctx.session.${String(name)}: ${reason}.`)
  }
  return Object.create(new Proxy(sessionPrototype, { set: refuse }), {
    constructor: { value: namedConstructor },
    // Its own, because V8 does not look for it behind a proxy, and without it has no name for the object.
    toString: { value: Object.prototype.toString },
  })
}
