// The process's variables as they are, for extensions: a site's `env` schema may have left some out.
type Environment = Readonly<Record<string, string | undefined>>

// Global, so that another copy of this module finds it too.
const environmentKey: unique symbol = Symbol.for('vial.environment') as never

/**
 * Remembers what the process was started with.
 *
 * @param app The site's `App`
 */
export function keepEnvironment(app: object, environment: Environment): void {
  Object.defineProperty(app, environmentKey, { value: environment })
}

/** Gives the process's variables. */
export function environmentOf(app: object): Environment {
  return (app as Record<typeof environmentKey, Environment | undefined>)[environmentKey] ?? {}
}
