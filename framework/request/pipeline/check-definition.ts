// Checks what `_server` exports, for values that would only fail at a later request, and for names that nothing reads.
import { findAllowedHostProblem } from '../../http/host.ts'
import { isSchema } from '../../routing/export-rules.ts'
import { findNearMiss, suggestWord } from '../../routing/near-miss.ts'
import type { SessionCookieOptions, SessionOptions } from '../../session/session-config.ts'
import { foreignOptions } from './foreign-options.ts'
import { findValueProblem } from './option-values.ts'
import type { ExtensionOf, ServerDefinition } from './server-definition.ts'

/**
 * Checks a definition.
 *
 * @param warn Receives a message for each option that has no meaning, such as a misspelt name
 * @throws Error for a value that cannot work
 */
export function checkDefinition<Context>(
  definition: ServerDefinition<Context>,
  warn: (message: string) => void,
): void {
  const problem = findProblem(definition) ?? findValueProblem(definition)
  if (problem) throw new Error(`routes/_server: ${problem}`)
  for (const name of findUnknown(definition, optionNames)) warn(describeUnknown(name, optionNames))
  for (const name of findUnknown(definition.session ?? {}, sessionNames)) {
    warn(describeUnknown(name, sessionNames, 'session.'))
  }
  for (const name of findUnknown(definition.session?.cookie ?? {}, cookieNames)) {
    warn(describeUnknown(name, cookieNames, 'session.cookie.'))
  }
  for (const [index, extension] of (definition.extensions ?? []).entries()) {
    const first = definition.extensions!.indexOf(extension)
    if (first < index) {
      warn(`routes/_server: extensions[${index}] is the same extension as extensions[${first}]. Remove it.`)
    }
    // A package may keep more in its object, so only misspelt names are reported.
    for (const name of findUnknown(extension, extensionNames)) {
      if (findNearMiss(name, Object.keys(extensionNames), 1) === undefined) continue
      warn(describeUnknown(name, extensionNames, `extensions[${index}].`))
    }
  }
}

function findProblem<Context>({
  allowedHosts,
  env,
  extensions = [],
  onError,
  ready,
  socketOrigins,
  start,
}: ServerDefinition<Context>): string | undefined {
  for (const [name, value] of Object.entries({ onError, ready, start })) {
    if (value !== undefined && typeof value !== 'function') return `${name} is not a function.`
  }
  if (env !== undefined && !isSchema(env)) {
    return 'env is not a Standard Schema. Use a schema of valibot, zod or arktype for an object.'
  }
  if (allowedHosts !== undefined) {
    if (!Array.isArray(allowedHosts)) return "allowedHosts is not a list. Write ['example.org']."
    const wrong = allowedHosts.map(findAllowedHostProblem).find((found) => found !== undefined)
    if (wrong) return `allowedHosts: ${wrong}`
  }
  if (socketOrigins !== undefined) {
    // Of a text, each origin that is a part of it would be allowed.
    if (!Array.isArray(socketOrigins))
      return "socketOrigins is not a list. Write ['https://app.example.org']."
    const wrong = socketOrigins.find((origin) => !isOrigin(origin))
    if (wrong !== undefined) {
      return `socketOrigins: ${JSON.stringify(wrong)} is not an origin. Write it as in https://app.example.org.`
    }
  }
  if (!Array.isArray(extensions)) return 'extensions is not a list. Put the extension in brackets.'
  for (const [index, extension] of extensions.entries()) {
    const found = findExtensionProblem(extension)
    if (found) return `extensions[${index}] ${found}`
  }
  return undefined
}

/** Tells whether a browser may send a text as `Origin`: with a slash at its end, it would match no request. */
function isOrigin(text: string): boolean {
  return text === 'null' || /^[a-z][\da-z+.-]*:\/\/[^/?#]+$/.test(text)
}

function findExtensionProblem<Context>(extension: ExtensionOf<Context>): string | undefined {
  // The middleware that cors() and rateLimit() return is also an extension. Every function has a name.
  const isMember = (name: string): boolean => name !== 'name' && name in extension
  if (typeof extension === 'function' && !Object.keys(extensionNames).some(isMember)) {
    return 'is a function. Call it, so that it returns the extension.'
  }
  if (!extension || (typeof extension !== 'object' && typeof extension !== 'function')) {
    return 'is not an extension. Write { name, middleware, … }, or remove it.'
  }
  if (typeof extension.name !== 'string' || extension.name === '') {
    return 'has no name, which messages need. Write { name, … }.'
  }
  const { start } = extension
  return start === undefined || typeof start === 'function'
    ? undefined
    : 'has a start that is not a function.'
}

function findUnknown(options: object, known: object): string[] {
  return Object.keys(options).filter((name) => !Object.hasOwn(known, name))
}

function describeUnknown(name: string, known: object, prefix = ''): string {
  const foreign = Object.hasOwn(foreignOptions, prefix + name) ? foreignOptions[prefix + name] : undefined
  const advice = foreign ?? suggestWord(name, Object.keys(known), 'Remove it.')
  return `routes/_server: ${prefix}${name} has no meaning. ${advice}`
}

// Records, so that the compiler names an option that is missing here.
const optionNames: Record<keyof ServerDefinition, true> = {
  extensions: true,
  session: true,
  env: true,
  trustProxy: true,
  allowedHosts: true,
  socketOrigins: true,
  maxEventLoopDelay: true,
  openConnections: true,
  renderTimeout: true,
  readTimeout: true,
  writeTimeout: true,
  limits: true,
  securityHeaders: true,
  csp: true,
  compress: true,
  requestLog: true,
  cache: true,
  start: true,
  ready: true,
  tasks: true,
  serverTiming: true,
  onError: true,
}

const sessionNames: Record<keyof SessionOptions, true> = {
  ttl: true,
  rolling: true,
  absolute: true,
  cookie: true,
  store: true,
  user: true,
  whenDown: true,
  closeConnections: true,
}

const cookieNames: Record<keyof SessionCookieOptions, true> = {
  name: true,
  path: true,
  secure: true,
  sameSite: true,
  domain: true,
}

const extensionNames: Record<keyof ExtensionOf, true> = {
  name: true,
  start: true,
  middleware: true,
  routes: true,
  commands: true,
  tasks: true,
}
