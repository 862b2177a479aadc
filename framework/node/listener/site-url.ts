// Formats the URL that a server listens on, for the log.

/** @param host The name or address that it listens on */
export function toUrl(host: string, port: number): string {
  return `http://${toUrlHost(host)}:${port}`
}

function toUrlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
