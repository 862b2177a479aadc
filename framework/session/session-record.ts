// The text inside the seal: the author's properties and, only when needed, the framework's own beside them.
import { reservedKey } from './session-object.ts'

/** A message for the next page that is rendered. */
export interface Flash {
  kind: string
  message: string
}

/** What one sealed text says. */
export interface SessionRecord {
  /** The author's properties. */
  values: Record<string, unknown>
  /** When the session began (seconds since 1970), where the site limits its age. */
  createdAt: number | undefined
  /** Messages that no page has shown yet. */
  flashes: Flash[]
}

interface Metadata {
  c?: number | undefined
  f?: Flash[] | undefined
}

/**
 * Reads the text of a seal.
 *
 * @returns `undefined` when it is not the JSON of an object, as iron-session can seal that too
 */
export function parseSessionRecord(json: string): SessionRecord | undefined {
  const values = parseObject(json)
  if (values === undefined) return undefined
  if (!Object.hasOwn(values, reservedKey)) return { values, createdAt: undefined, flashes: [] }

  const { c, f } = (values[reservedKey] ?? {}) as { c?: unknown; f?: unknown }
  delete values[reservedKey]
  return {
    values,
    createdAt: typeof c === 'number' ? c : undefined,
    flashes: Array.isArray(f) ? f.filter(isFlash) : [],
  }
}

/**
 * Writes the text of a seal.
 *
 * @returns `undefined` when there is nothing to keep, so that nobody gets a cookie for nothing
 */
export function formatSessionRecord(record: SessionRecord): string | undefined {
  const { values, createdAt, flashes } = record
  const json = JSON.stringify(values)
  if (json === '{}' && flashes.length === 0) return undefined
  if (createdAt === undefined && flashes.length === 0) return json

  const metadata: Metadata = { c: createdAt, f: flashes.length === 0 ? undefined : flashes }
  const own = `"${reservedKey}":${JSON.stringify(metadata)}`
  return json === '{}' ? `{${own}}` : `{${own},${json.slice(1)}`
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json, json.includes('__proto__') ? dropPrototype : undefined)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    // Sealed by someone who knows the secret but did not seal JSON: not a session.
    return undefined
  }
}

// JSON.parse() makes "__proto__" an ordinary property, and the next careless copy makes it a prototype.
function dropPrototype(name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value
}

function isFlash(value: unknown): value is Flash {
  const flash = value as Flash | null
  return typeof flash?.kind === 'string' && typeof flash.message === 'string'
}
