// The media types of files, by file extension.

interface MediaType {
  readonly type: string
  /** Whether compressing such a file makes it smaller. */
  readonly compressible: boolean
}

/**
 * Finds the value for a `Content-Type` header.
 *
 * @param path A file's name or path
 * @returns `application/octet-stream` for an unknown extension: browsers download such a file instead of guessing
 */
export function contentTypeOf(path: string): string {
  return findType(path)?.type ?? 'application/octet-stream'
}

/** Tells whether compression makes files of this type smaller. */
export function isCompressible(path: string): boolean {
  return findType(path)?.compressible ?? false
}

/**
 * Tells whether compression makes content of a media type smaller.
 *
 * Event streams do not count: their clients must get every event at once.
 *
 * @param contentType The value of a `Content-Type` header
 */
export function isCompressibleType(contentType: string): boolean {
  const type = toEssence(contentType)
  if (type === 'text/event-stream') return false
  return compressibleTypes.has(type) || /^text\/.|\+(json|xml)$/.test(type)
}

/** Drops the parameters of a media type. */
function toEssence(contentType: string): string {
  const end = contentType.indexOf(';')
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

// After a dot in a folder's name comes a slash, which no extension has.
function findType(path: string): MediaType | undefined {
  const dot = path.lastIndexOf('.')
  return dot === -1 ? undefined : mediaTypes.get(path.slice(dot + 1).toLowerCase())
}

const mediaTypes = new Map<string, MediaType>([
  ...listTypes(true, {
    'text/html; charset=utf-8': 'html htm',
    'text/css; charset=utf-8': 'css',
    'text/javascript; charset=utf-8': 'js mjs',
    'text/plain; charset=utf-8': 'txt log',
    'text/markdown; charset=utf-8': 'md',
    'text/csv; charset=utf-8': 'csv',
    'text/calendar; charset=utf-8': 'ics',
    'text/vtt; charset=utf-8': 'vtt',
    'text/xml; charset=utf-8': 'xml xsl',
    'application/json': 'json map',
    'application/ld+json': 'jsonld',
    'application/geo+json': 'geojson',
    'application/manifest+json': 'webmanifest',
    'application/rss+xml; charset=utf-8': 'rss',
    'application/atom+xml; charset=utf-8': 'atom',
    'application/xhtml+xml; charset=utf-8': 'xhtml',
    'application/yaml': 'yaml yml',
    'application/wasm': 'wasm',
    'image/svg+xml; charset=utf-8': 'svg',
    'image/x-icon': 'ico',
    'image/bmp': 'bmp',
    'font/ttf': 'ttf',
    'font/otf': 'otf',
  }),
  ...listTypes(false, {
    'image/png': 'png',
    'image/apng': 'apng',
    'image/jpeg': 'jpg jpeg',
    'image/gif': 'gif',
    'image/webp': 'webp',
    'image/avif': 'avif',
    'image/jxl': 'jxl',
    'font/woff': 'woff',
    'font/woff2': 'woff2',
    'audio/mpeg': 'mp3',
    'audio/mp4': 'm4a',
    'audio/ogg': 'ogg oga opus',
    'audio/wav': 'wav',
    'audio/flac': 'flac',
    'video/mp4': 'mp4 m4v',
    'video/webm': 'webm',
    'video/ogg': 'ogv',
    'video/quicktime': 'mov',
    'application/pdf': 'pdf',
    'application/zip': 'zip',
    'application/gzip': 'gz tgz',
    'application/x-tar': 'tar',
    'application/epub+zip': 'epub',
  }),
])

const compressibleTypes: ReadonlySet<string> = new Set([
  ...[...mediaTypes.values()].filter(({ compressible }) => compressible).map(({ type }) => toEssence(type)),
  'application/javascript',
  'application/jsonl',
  'application/x-ndjson',
  'application/xml',
])

function listTypes(compressible: boolean, endings: Readonly<Record<string, string>>): [string, MediaType][] {
  return Object.entries(endings).flatMap(([type, names]) =>
    names.split(' ').map((name): [string, MediaType] => [name, { type, compressible }]),
  )
}
