// defineServer(): types what `_server.ts` exports.
import type { ServerDefinition } from './app.ts'
import type { Context } from './context.ts'

/** Defines the server's own settings and life cycle; `export default` it from `routes/_server.ts`. */
export function defineServer(definition: ServerDefinition<Context>): ServerDefinition<Context> {
  return definition
}
