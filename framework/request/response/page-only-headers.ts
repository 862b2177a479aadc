// Headers that describe the response of a route, and not the error page that is sent in its place.
export const pageOnlyHeaders: ReadonlySet<string> = new Set([
  'cache-control',
  'content-type',
  'etag',
  'expires',
  'last-modified',
])
