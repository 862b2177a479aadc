// Defines defineServer(), which types the definition that `_server.ts` exports.
import type { ExtensionOf, ServerDefinition } from './server-definition.ts'
import type { Context } from '../context/context.ts'

/** What a package adds to a site through `defineServer({ extensions: [...] })`. */
export type Extension = ExtensionOf<Context>

/** Defines the settings and the life cycle of the server; export its result as default from `routes/_server.ts`. */
export function defineServer(definition: ServerDefinition<Context>): ServerDefinition<Context> {
  return definition
}
