// Lists the headers that describe a page, and that an error page in its place must not have.
export const pageOnlyHeaders: ReadonlySet<string> = new Set([
  'cache-control',
  'content-type',
  'etag',
  'expires',
  'last-modified',
])
