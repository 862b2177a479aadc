// Finds values of `_server` that would be taken for another one, or fail only at a later request.
import { findUnsendable } from '../../http/header-line.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { ServerDefinition } from './server-definition.ts'

/** Finds an option whose value cannot work. Returns a sentence and what to do, or `undefined`. */
export function findValueProblem({
  securityHeaders = {},
  serverTiming,
  session = {},
}: Pick<ServerDefinition<never>, 'securityHeaders' | 'serverTiming' | 'session'>): string | undefined {
  if (!isRecord(session)) return `session is ${format(session)}. Write { ttl: '14d' }.`
  return (
    findSwitchProblem({ serverTiming }) ?? findSessionProblem(session) ?? findHeaderProblem(securityHeaders)
  )
}

function findSessionProblem(session: SessionOptions): string | undefined {
  const { rolling, closeConnections, cookie = {}, store, user, whenDown = 'refuse' } = session
  if (!isRecord(cookie)) return `session.cookie is ${format(cookie)}. Write { sameSite: 'strict' }.`
  if (user !== undefined && typeof user !== 'function') return 'session.user is not a function.'
  if (whenDown !== 'refuse' && whenDown !== 'anonymous') {
    return `session.whenDown is ${format(whenDown)}. Use 'refuse' or 'anonymous'.`
  }
  return (
    findSwitchProblem({
      'session.rolling': rolling,
      'session.closeConnections': closeConnections,
      'session.cookie.secure': cookie.secure,
    }) ?? findStoreProblem(store)
  )
}

/** A text such as 'no' would count as true. */
function findSwitchProblem(switches: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(switches)) {
    if (value !== undefined && typeof value !== 'boolean')
      return `${name} is ${format(value)}. Use true or false.`
  }
  return undefined
}

function findStoreProblem(store: SessionOptions['store']): string | undefined {
  if (store === undefined) return undefined
  const missing = (['read', 'write', 'touch', 'delete'] as const).find(
    (name) => typeof (store as Partial<typeof store> | null)?.[name] !== 'function',
  )
  return (
    missing &&
    `session.store has no ${missing}(). Use memoryStore(), unstorageStore(storage) or redisStore(), or an object with read, write, touch and delete.`
  )
}

function findHeaderProblem(headers: NonNullable<ServerDefinition['securityHeaders']>): string | undefined {
  if (!isRecord(headers)) return `securityHeaders is ${format(headers)}. Write { 'x-frame-options': 'DENY' }.`
  for (const [name, value] of Object.entries(headers)) {
    if (value === false) continue
    if (typeof value !== 'string') {
      return `securityHeaders: ${name} is ${format(value)}. Set a text, or false to send no such header.`
    }
    const problem = findUnsendable([[name, value]])
    if (problem) return `securityHeaders: ${problem}`
  }
  return undefined
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Functions have no JSON. */
function format(value: unknown): string {
  return JSON.stringify(value) ?? `a ${typeof value}`
}
