// The JSON inside the seal: the site's properties and, only if needed, the framework's metadata.
import { reservedKey } from './session-object.ts'

/** A flash message for the next page that is rendered. */
export interface Flash {
  kind: string
  message: string
}

/** The parsed content of a seal. */
export interface SessionRecord {
  /** The site's properties. */
  values: Record<string, unknown>
  /** When the session started (seconds since 1970), if the site limits its age. */
  createdAt: number | undefined
  /** Flash messages that no page has shown yet. */
  flashes: Flash[]
}

interface Metadata {
  c?: number | undefined
  f?: Flash[] | undefined
}

/**
 * Parses the JSON in a seal.
 *
 * @returns `undefined` if it is not a JSON object: iron-session can seal other values, too
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
 * Formats the JSON to seal.
 *
 * @returns `undefined` if there is nothing to store, so that no unnecessary cookie is set
 */
export function formatSessionRecord(record: Readonly<SessionRecord>): string | undefined {
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
    // Another program with the same secret sealed something that is not JSON. That is not a session.
    return undefined
  }
}

// JSON.parse() creates an ordinary property called "__proto__", and a careless copy later makes it a prototype.
function dropPrototype(name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value
}

function isFlash(value: unknown): value is Flash {
  const flash = value as Flash | null
  return typeof flash?.kind === 'string' && typeof flash.message === 'string'
}
